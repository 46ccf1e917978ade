package org.diracgrid.ingest.worker.outbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Records that are sent together and answered together.
 *
 * <p>Thread-safe: made by the caller, sent by the outbox's thread, answered by that one or the producer's.
 */
final class Consignment {

    private final List<ProducerRecord<byte[], byte[]>> records;
    private final Supplier<? extends @Nullable Exception> objection;
    private final Function<RecordMetadata, ? extends @Nullable Exception> complaint;
    private final @Nullable Context lane;
    private final Promise<Void> answer = Promise.promise();
    private final AtomicInteger unanswered;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * @param records one or more
     * @param objection why they may not be sent now, or null
     * @param complaint why the acknowledgement of a record is no good, or null
     * @param lane where the answer is given; null gives it on whichever thread has it
     */
    Consignment(
            List<ProducerRecord<byte[], byte[]>> records,
            Supplier<? extends @Nullable Exception> objection,
            Function<RecordMetadata, ? extends @Nullable Exception> complaint,
            @Nullable Context lane) {
        this.records = records;
        this.objection = objection;
        this.complaint = complaint;
        this.lane = lane;
        this.unanswered = new AtomicInteger(records.size());
    }

    Future<Void> answer() {
        return answer.future();
    }

    /** May block. Nothing is sent behind a failure: each further record could block as long as the one that failed. */
    void sendBy(Producer<byte[], byte[]> producer) {
        failure.set(objection.get());
        for (int i = 0; i < records.size(); i++) {
            if (failure.get() != null) {
                answered(records.size() - i);
                return;
            }
            send(producer, records.get(i));
        }
    }

    private void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            var unused = producer.send(
                    record,
                    (metadata, failed) ->
                            answered(failed == null ? complaint.apply(metadata) : failed)); // the callback tells
        } catch (RuntimeException e) {
            answered(e); // closed, interrupted, or of no more use
        }
    }

    private void answered(@Nullable Exception failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        }
        answered(1);
    }

    private void answered(int count) {
        if (unanswered.addAndGet(-count) == 0) {
            if (lane == null) {
                end();
            } else {
                lane.runOnContext(nothing -> end());
            }
        }
    }

    private void end() {
        Exception failed = failure.get();
        if (failed == null) {
            answer.complete();
        } else {
            answer.fail(failed);
        }
    }
}
