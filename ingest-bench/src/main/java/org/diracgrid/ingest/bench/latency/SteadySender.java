package org.diracgrid.ingest.bench.latency;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.bench.latency.ProbeWatch.Probe;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.model.codec.EncodedEvent;

/**
 * Publishes at a steady rate, and a probe now and then, which every watch is told of when the broker has it. An event that is late
 * because the sender was held up is sent at once, so that the rate is kept. Confined to one thread.
 */
final class SteadySender implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final long nanosBetween;
    private final List<ProbeWatch> watches;
    private long dueNanos = System.nanoTime();

    /** @param perSecond events a second, probes included */
    SteadySender(String bootstrapServers, int perSecond, List<ProbeWatch> watches) {
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.nanosBetween = 1_000_000_000L / perSecond;
        this.watches = List.copyOf(watches);
    }

    /** Sends the next so many messages when each is due. */
    void send(Iterator<Message> messages, int count) {
        for (int i = 0; i < count; i++) {
            awaitDue();
            Future<?> unused = producer.send(record(messages.next()));
        }
    }

    /** Sends a probe when it is due. */
    void probe(int jobId, Message message) {
        awaitDue();
        Future<?> unused = producer.send(record(message), (metadata, failure) -> {
            // Without a timestamp it never came there; then it is missing in the end.
            long appendedMs = failure == null ? metadata.timestamp() : 0;
            watches.forEach(watch -> watch.sent(new Probe(jobId, appendedMs)));
        });
    }

    @Override
    public void close() {
        producer.close();
    }

    private void awaitDue() {
        for (long early = dueNanos - System.nanoTime(); early > 0; early = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(early);
        }
        dueNanos += nanosBetween;
    }

    private static ProducerRecord<byte[], byte[]> record(Message message) {
        EncodedEvent event = message.encode();
        var record = new ProducerRecord<>(event.topic(), event.key(), event.value());
        event.headers().forEach(record.headers()::add);
        return record;
    }
}
