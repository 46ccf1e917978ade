package org.diracgrid.ingest.worker.deadletter;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks dead letters in {@code <topic>.dlq}, under the original's key. A letter that the topic does not take for its size
 * is cut down until it fits: it must not be tried for ever.
 *
 * <p>Thread-safe: letters go through one thread of its own, because {@code send} may wait for metadata or for buffer
 * space; answers hop back to the context that parked.
 */
public final class KafkaDeadLetterSink implements DeadLetterSink {

    /**
     * Settings that the guarantee rests on; the producer has to be made with them. One request in flight: on a topic that
     * was just created, pipelined ones may fail with OUT_OF_ORDER_SEQUENCE_NUMBER until they time out (seen with 4.3.1).
     */
    public static final Map<String, Object> REQUIRED_PRODUCER_SETTINGS = Map.of(
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);

    private static final Logger log = LoggerFactory.getLogger(KafkaDeadLetterSink.class);

    private final Producer<byte[], byte[]> producer;
    private final String store;
    private final String workerVersion;
    private final Duration closeWait;
    private final ExecutorService sender;

    /**
     * @param producer idempotent, with acks from all replicas; closed by this sink
     * @param store name of the store whose pipeline parks here
     * @param workerVersion goes into every letter
     * @param closeWait the longest wait for letters under way when closing
     */
    public KafkaDeadLetterSink(
            Producer<byte[], byte[]> producer, String store, String workerVersion, Duration closeWait) {
        this.producer = producer;
        this.store = store;
        this.workerVersion = workerVersion;
        this.closeWait = closeWait;
        this.sender = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "ingest-dead-letter-" + store);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Future<Void> park(DeadLetter letter) {
        Promise<Void> parked = Promise.promise();
        Context lane = Vertx.currentContext();
        sender.execute(() -> send(LetterRecord.whole(letter), failure -> answer(lane, parked, failure)));
        return parked.future();
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        sender.execute(() -> {
            producer.close(closeWait);
            closed.complete();
        });
        sender.shutdown();
        return closed.future();
    }

    /** Hears how a send ended; null is success. */
    @FunctionalInterface
    private interface Ended {
        void with(@Nullable Exception failure);
    }

    private void send(LetterRecord record, Ended ended) {
        try {
            ProducerRecord<byte[], byte[]> toProduce = record.toProduce(store, workerVersion);
            var unused =
                    producer.send(toProduce, (metadata, failure) -> sent(record, failure, ended)); // the callback tells
        } catch (RuntimeException e) {
            ended.with(e); // closed, interrupted, or fenced: the lane tries again as long as it lives
        }
    }

    private void sent(LetterRecord record, @Nullable Exception failure, Ended ended) {
        LetterRecord smaller = failure instanceof RecordTooLargeException ? record.smaller() : null;
        if (smaller == null) {
            ended.with(failure);
            return;
        }
        log.warn(
                "dead letter too large, cutting it down: topic={} partition={} offset={} cuts={}",
                record.letter().topic(),
                record.letter().partition(),
                record.letter().offset(),
                smaller.cuts());
        sender.execute(() -> send(smaller, ended));
    }

    private static void answer(@Nullable Context lane, Promise<Void> parked, @Nullable Exception failure) {
        if (lane == null) {
            end(parked, failure);
        } else {
            lane.runOnContext(nothing -> end(parked, failure));
        }
    }

    private static void end(Promise<Void> parked, @Nullable Exception failure) {
        if (failure == null) {
            parked.complete();
        } else {
            parked.fail(failure);
        }
    }
}
