package org.diracgrid.ingest.worker.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.diracgrid.ingest.model.codec.EventRoute;
import org.jspecify.annotations.Nullable;

/**
 * Sends structured events and notices the first one that is not taken. The producer's own bound on unsent bytes holds
 * the reading back; {@code send} waits for it. Confined to the calling thread, except that the producer's thread reports
 * failures through an atomic reference.
 */
final class LineSender {

    private static final byte[] STRUCTURED = "application/cloudevents+json; charset=UTF-8".getBytes(UTF_8);

    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable CommandFailedException> failure = new AtomicReference<>();
    private final Map<String, Long> sentByTopic = new TreeMap<>();

    LineSender(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Sends one line.
     *
     * @throws CommandFailedException if this or an earlier line was not taken
     */
    void send(EventRoute route, long lineNumber, byte[] line) {
        throwFailure();
        var record = new ProducerRecord<>(route.topic(), route.key(), line);
        record.headers().add("content-type", STRUCTURED);
        try {
            var unused = producer.send(record, (metadata, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, notSent(lineNumber, route.topic(), e));
                }
            });
        } catch (KafkaException e) {
            throw notSent(lineNumber, route.topic(), e);
        }
        sentByTopic.merge(route.topic(), 1L, Long::sum);
    }

    /**
     * Waits until all lines are taken.
     *
     * @return how many, by topic
     */
    Map<String, Long> finish() {
        producer.flush();
        throwFailure();
        return sentByTopic;
    }

    private void throwFailure() {
        var failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private static CommandFailedException notSent(long lineNumber, String topic, Exception e) {
        var why = e instanceof TimeoutException
                ? "Kafka does not answer, or topic " + topic + " does not exist (create it with: ingest init)"
                : KafkaCalls.explain(e);
        return new CommandFailedException("line " + lineNumber + " was not sent to " + topic + ": " + why, e);
    }
}
