package org.diracgrid.ingest.demo.grid;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.demo.workload.Emission;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.jspecify.annotations.Nullable;

/** Sends records with a plain producer; after {@link #close} Kafka has all of them, or it throws. */
public final class RecordSender implements AutoCloseable {

    /** As large as the topics take. */
    private static final int REQUEST_BYTES_MAX = 8 << 20;

    private final KafkaProducer<byte[], byte[]> producer;
    private final FirstFailure failure = new FirstFailure();

    public RecordSender(String bootstrapServers) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        10,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        128 << 10,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        REQUEST_BYTES_MAX),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void send(String topic, Emission emission) {
        send(new EncodedEvent(topic, emission.key(), emission.value(), emission.headers()));
    }

    /** Sends one; waits only where the producer's buffer is full. */
    public void send(EncodedEvent event) {
        failure.throwIfAny();
        var record = new ProducerRecord<>(event.topic(), event.key(), event.value());
        event.headers().forEach(record.headers()::add);
        Future<?> unused = producer.send(record, failure);
    }

    @Override
    public void close() {
        producer.close();
        failure.throwIfAny();
    }

    /** Remembers the first send that failed; called on the producer's thread. */
    private static final class FirstFailure implements Callback {
        private volatile @Nullable Exception first;

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
            if (first == null) {
                first = exception;
            }
        }

        void throwIfAny() {
            Exception failure = first;
            if (failure != null) {
                throw new IllegalStateException("Kafka did not take an event", failure);
            }
        }
    }
}
