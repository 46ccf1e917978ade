package org.diracgrid.ingest.worker.deadletter;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.diracgrid.ingest.worker.outbox.Outbox;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks dead letters in {@code <topic>.dlq}, under the original's key. A letter that the topic does not take for its size
 * is cut down until it fits: it must not be tried for ever.
 *
 * <p>Thread-safe: keeps nothing but its {@link Outbox}, which answers on the context that parked.
 */
public final class KafkaDeadLetterSink implements DeadLetterSink {

    private static final Logger log = LoggerFactory.getLogger(KafkaDeadLetterSink.class);

    private final String store;
    private final String workerVersion;
    private final Outbox outbox;

    /**
     * @param producer made with {@link Outbox#REQUIRED_PRODUCER_SETTINGS}; closed by this sink
     * @param store name of the store whose pipeline parks here
     * @param workerVersion goes into every letter
     * @param closeWait the longest wait for letters under way when closing
     */
    public KafkaDeadLetterSink(
            Producer<byte[], byte[]> producer, String store, String workerVersion, Duration closeWait) {
        this.store = store;
        this.workerVersion = workerVersion;
        this.outbox = new Outbox(producer, "ingest-dead-letter-" + store, closeWait);
    }

    @Override
    public Future<Void> park(DeadLetter letter) {
        return send(LetterRecord.whole(letter));
    }

    @Override
    public Future<Void> close() {
        return outbox.close();
    }

    private Future<Void> send(LetterRecord record) {
        return outbox.send(List.of(record.toProduce(store, workerVersion)))
                .recover(failure -> sendSmaller(record, failure));
    }

    private Future<Void> sendSmaller(LetterRecord record, Throwable failure) {
        LetterRecord smaller = failure instanceof RecordTooLargeException ? record.smaller() : null;
        if (smaller == null) {
            return Future.failedFuture(failure);
        }
        log.warn(
                "dead letter too large, cutting it down: topic={} partition={} offset={} cuts={}",
                record.letter().topic(),
                record.letter().partition(),
                record.letter().offset(),
                smaller.cuts());
        return send(smaller);
    }
}
