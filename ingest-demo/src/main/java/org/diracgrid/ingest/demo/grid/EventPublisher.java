package org.diracgrid.ingest.demo.grid;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.demo.workload.Emission;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.Outcome;
import org.jspecify.annotations.Nullable;

/** Publishes a workload with a plain producer and lets the oracle see what is new in it. */
public final class EventPublisher {

    private static final int REPORT_EVERY = 1_000;

    private final Map<String, Object> properties;
    private final String topic;

    public EventPublisher(String bootstrapServers, String topic) {
        this.topic = topic;
        this.properties = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                10,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 << 10);
    }

    /**
     * Publishes everything and waits until Kafka has it.
     *
     * @param progress hears how many were sent, now and then
     */
    public PublishedLoad publish(Iterator<Emission> emissions, Oracle oracle, LongConsumer progress) {
        PublishedLoad.Counter counter = new PublishedLoad.Counter();
        FirstFailure failure = new FirstFailure();
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (emissions.hasNext()) {
                failure.throwIfAny();
                Emission emission = emissions.next();
                var record = new ProducerRecord<>(topic, emission.key(), emission.value());
                emission.headers().forEach(record.headers()::add);
                Future<?> unused = producer.send(record, failure);
                counter.add(emission, apply(emission, oracle));
                if (counter.events() % REPORT_EVERY == 0) {
                    progress.accept(counter.events());
                }
            }
        }
        failure.throwIfAny();
        progress.accept(counter.events());
        return counter.total();
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

    /** How many updates were refused. */
    private static int apply(Emission emission, Oracle oracle) {
        if (emission.effective() == null) {
            return 0;
        }
        Outcome outcome = oracle.apply(emission.effective());
        if (outcome instanceof Outcome.Applied applied) {
            return applied.refused();
        }
        throw new IllegalStateException("the workload has an event that cannot be applied: " + outcome);
    }
}
