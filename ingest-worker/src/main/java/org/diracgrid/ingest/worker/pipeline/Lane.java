package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.AsyncResult;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.pipeline.Delivery.Fate;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * One key shard: takes deliveries in their order, decodes them, writes them in batches and hands them back with their
 * fate.
 *
 * <p>At most one batch is in flight, so that the order of a key holds by construction, and batches grow by themselves
 * while the store is busy. What has to be tried again is held aside with all that follows it under the same key, and so is
 * what waits for a commit, before or behind a fence.
 *
 * <pre>
 * accept → queue → (decode) → batch → StoreWriter → stored, superseded → handed back
 *            ▲        └─ fenced            ├─ absent, failed → held, released to the front of the queue
 *            │                             ├─ deferred → fenced, released by a commit to the front of the queue
 *            └───── batch not written ─────┴─ rejected → parked → handed back; its key is closed until that is committed
 * </pre>
 *
 * A fenced delivery and one of its key that the store rejected are repeated alone if they are repeated at all: see {@link
 * org.diracgrid.ingest.model.lifecycle.Fences}.
 *
 * <p>Confined to its lane's context, except {@link #accept}, {@link #releaseCommitted} and {@link #dropStale}, which hop
 * onto it, {@link #awaitedCommits} and {@link #refusedLetters}.
 */
final class Lane {

    /** How often to look whether the doubt is over. */
    private static final long DOUBT_LOOK_MS = 20;

    private final int number;
    private final IngestPipeline.Parts parts;
    private final PipelineLimits limits;
    private final PipelineListener listener;
    private final InstantSource clock;
    private final LaneThread thread;
    private final HurriedPause pause;
    private final WriteLeave leave;
    private final StoreWriter writer;
    private final Parking parking;
    private final AckInbox acks;

    private final Deque<Delivery> queue = new ArrayDeque<>();
    private final HeldKeys held = new HeldKeys();
    private final FencedKeys fenced;
    private final LaneAlarm linger; // while it is set, a fuller batch is waited for
    private final LaneAlarm rest; // while it is set, no batch begins, because one was not written
    private final LaneAlarm wakeUp; // when the next held key is due
    private BatchUnderWay batch; // empty while nothing is with the store
    private List<Delivery> finished = new ArrayList<>();
    private boolean halted; // after a fatal failure

    Lane(int number, IngestPipeline.Parts parts, Membership membership, LaneThread thread, AckInbox acks) {
        this.number = number;
        this.leave = membership.leave(parts.clock());
        this.parts = parts;
        this.limits = parts.limits();
        this.listener = parts.listener();
        this.clock = parts.clock();
        this.thread = thread;
        this.pause = new HurriedPause(thread);
        this.writer = parts.writerOfLane().apply(pause);
        this.parking = new Parking(thread, number, parts.deadLetters(), limits, listener, clock, this::finishLater);
        this.acks = acks;
        this.fenced = new FencedKeys(Math.max(1, limits.inFlightRecordsMax() / limits.lanes()));
        this.linger = new LaneAlarm(thread, clock, this::writeNext);
        this.rest = new LaneAlarm(thread, clock, this::pump);
        this.wakeUp = new LaneAlarm(thread, clock, this::releaseHeld);
        this.batch = newBatch();
    }

    /** Takes over {@code deliveries}, in their order. Called by the poll thread; the list is the lane's from now on. */
    void accept(List<Delivery> deliveries) {
        thread.execute(() -> {
            queue.addAll(deliveries);
            pump();
        });
    }

    /** Goes on with what waited for commits that have come. Called by the poll thread. */
    void releaseCommitted() {
        thread.execute(() -> {
            putBack(fenced.release());
            handBack();
            pump();
        });
    }

    /** What the lane waits for: for each lease the lowest offset to be committed. Called by the poll thread; immutable. */
    Map<PartitionLease, Long> awaitedCommits() {
        return fenced.awaited();
    }

    /** How often the dead-letter topic has refused. Called by the poll thread. */
    long refusedLetters() {
        return parking.refusals();
    }

    /** Gives back what is not with the store and was withdrawn, and hurries a batch that waits. Called by the poll thread. */
    void dropStale() {
        thread.execute(() -> {
            List<Delivery> stale = held.removeIf(Delivery::isStale);
            queue.removeIf(delivery -> delivery.isStale() && stale.add(delivery));
            stale.forEach(delivery -> finish(delivery, Fate.STALE));
            putBack(fenced.release());
            parking.dropStale();
            if (held.isEmpty()) {
                wakeUp.cancel();
            }
            if (batch.hasStale()) {
                pause.hurry();
            }
            handBack();
            pump();
        });
    }

    /** Begins the next batch, if there is something to write and nothing with the store. */
    private void pump() {
        if (queue.isEmpty() || !batch.isEmpty() || rest.isSet()) {
            return;
        }
        if (limits.lingerMs() > 0 && queue.size() < limits.batchMaxRecords()) {
            linger.ringIn(limits.lingerMs());
        } else {
            writeNext();
        }
    }

    private void writeNext() {
        linger.cancel();
        if (!leave.isGiven()) {
            rest.ringIn(DOUBT_LOOK_MS);
            return;
        }
        fill();
        if (batch.isEmpty()) {
            handBack();
            continueSoon();
            return;
        }
        pause.calmDown();
        long startedMs = clock.millis();
        writer.write(batch.toWrite(leave)).onComplete(answer -> thread.run(() -> answered(answer, startedMs)));
    }

    /** Moves deliveries from the queue into the batch; looks at no more of them than a batch may have. */
    private void fill() {
        for (int looks = limits.batchMaxRecords(); looks > 0; looks--) {
            Delivery delivery = queue.peekFirst();
            if (delivery == null || !batch.hasRoomFor(delivery)) {
                return;
            }
            queue.removeFirst();
            delivery.takenUp(clock.millis());
            if (delivery.isStale() || halted) {
                finish(delivery, Fate.STALE);
            } else if (delivery.request() == null && delivery.isUnwanted(parts.codec())) {
                finish(delivery, Fate.STORED); // there is nothing of it to store
            } else if (delivery.request() == null && delivery.isVoid(parts.codec())) {
                finish(delivery, Fate.SUPERSEDED); // it came to the log when it did not hold any more
            } else if (held.holds(delivery)) {
                held.hold(delivery, Long.MAX_VALUE);
            } else if (fenced.holds(delivery)) {
                fenced.hold(delivery);
            } else if (delivery.request() != null || decode(delivery)) {
                addOrFence(delivery);
            }
        }
    }

    private void addOrFence(Delivery delivery) {
        boolean isFenced = delivery.isOf(parts.fence());
        if (isFenced && !fenced.admits(delivery)) {
            fenced.hold(delivery);
            return;
        }
        batch.add(delivery, clock.millis() >= graceEndMs(delivery));
        if (isFenced) {
            fenced.close(delivery);
        }
    }

    /** Decodes, or parks what cannot be decoded. */
    private boolean decode(Delivery delivery) {
        try {
            delivery.decode(parts.codec());
            return true;
        } catch (EventRejectedException e) {
            parking.park(delivery, "decode", e.reason(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void answered(AsyncResult<List<WriteOutcome>> answer, long startedMs) {
        BatchUnderWay answered = batch;
        batch = newBatch();
        if (answer.succeeded()) {
            listener.batchWritten(number, answered.size(), answered.bytes(), clock.millis() - startedMs);
            sort(answered.deliveries(), answer.result());
        } else {
            notWritten(answered.deliveries(), answer.cause());
        }
        handBack();
        continueSoon();
    }

    /** As a task of its own: a store that answers at once must not nest batch into batch. */
    private void continueSoon() {
        if (!queue.isEmpty()) {
            thread.execute(this::pump);
        }
    }

    private void sort(List<Delivery> deliveries, List<WriteOutcome> outcomes) {
        if (outcomes.size() != deliveries.size()) {
            halt(
                    deliveries,
                    new IllegalStateException(parts.store() + " gave " + outcomes.size() + " outcomes for "
                            + deliveries.size() + " requests"));
            return;
        }
        for (int i = 0; i < outcomes.size(); i++) {
            sort(deliveries.get(i), outcomes.get(i));
        }
    }

    private void sort(Delivery delivery, WriteOutcome outcome) {
        switch (outcome.kind()) {
            case STORED -> finish(delivery, Fate.STORED);
            case SUPERSEDED -> finish(delivery, Fate.SUPERSEDED);
            case ABSENT -> absent(delivery, (WriteOutcome.Absent) outcome);
            case REJECTED -> {
                WriteOutcome.Rejected rejected = (WriteOutcome.Rejected) outcome;
                reject(delivery, rejected.reason(), rejected.detail());
            }
            case DEFERRED -> deferred(delivery);
            case FAILED -> failed(delivery, ((WriteOutcome.Failed) outcome).failure());
        }
    }

    /** The store may judge otherwise when it is asked again: until it cannot be asked again, nothing of the key passes. */
    private void reject(Delivery delivery, ReasonCode reason, String detail) {
        if (!delivery.isStale()) {
            fenced.close(delivery);
        }
        parking.park(delivery, parts.store(), reason, detail);
    }

    /** Not tried, because one before it was rejected or is absent: it goes on when that one is committed. */
    private void deferred(Delivery delivery) {
        if (delivery.isStale()) {
            finish(delivery, Fate.STALE);
        } else if (fenced.holds(delivery)) {
            fenced.hold(delivery);
        } else {
            hold(
                    delivery,
                    Long.MAX_VALUE); // behind the one that is absent, or that was of another batch and is committed
        }
    }

    /** The store is asked once more when the grace is over: what has come at the last moment still counts. */
    private void absent(Delivery delivery, WriteOutcome.Absent absent) {
        listener.absent(number);
        if (delivery.wasOverdue()) {
            reject(delivery, absent.reason(), absent.detail());
        } else {
            hold(delivery, graceEndMs(delivery));
        }
    }

    private long graceEndMs(Delivery delivery) {
        var record = delivery.record();
        return limits.graceEndMs(record.topic(), record.timestamp(), delivery.firstAttemptMs());
    }

    /** One delivery failed while its neighbours did not. */
    private void failed(Delivery delivery, StoreFailure failure) {
        listener.retried(number, 1, failure);
        switch (failure.kind()) {
            case TRANSIENT -> hold(delivery, Long.MAX_VALUE);
            case UNCLASSIFIED -> {
                long deadlineMs = delivery.firstAttemptMs() + limits.unclassifiedMs();
                if (clock.millis() >= deadlineMs) {
                    reject(delivery, ReasonCode.STORE_REJECTED, failure.message());
                } else {
                    hold(delivery, deadlineMs);
                }
            }
            case FATAL -> halt(List.of(delivery), new StoreException(failure, null));
        }
    }

    /** Nothing is known about any delivery of a batch: all of them again, in their order, before all others. */
    private void notWritten(List<Delivery> deliveries, Throwable cause) {
        if (!(cause instanceof StoreException e) || e.failure().kind() == StoreFailure.Kind.FATAL) {
            halt(deliveries, cause);
            return;
        }
        listener.retried(number, deliveries.size(), e.failure());
        putBack(deliveries);
        rest.ringIn(limits.retryDelayMs(1));
    }

    private void hold(Delivery delivery, long latestMs) {
        if (delivery.isStale()) {
            finish(delivery, Fate.STALE);
            return;
        }
        if (fenced.holdsBefore(delivery)) {
            fenced.hold(delivery);
            return;
        }
        held.hold(delivery, Math.min(clock.millis() + limits.retryDelayMs(delivery.attempts()), latestMs));
        wakeUp.ringAt(held.nextDueMs());
    }

    private void releaseHeld() {
        putBack(held.releaseDue(clock.millis()));
        if (!held.isEmpty()) {
            wakeUp.ringAt(held.nextDueMs());
        }
        handBack();
        pump();
    }

    private void putBack(List<Delivery> deliveries) {
        for (int i = deliveries.size() - 1; i >= 0; i--) {
            Delivery delivery = deliveries.get(i);
            if (delivery.isStale()) {
                finish(delivery, Fate.STALE);
            } else {
                queue.addFirst(delivery);
            }
        }
    }

    /** Writes nothing more: the worker is about to end, and what is not finished stays with Kafka. */
    private void halt(List<Delivery> deliveries, Throwable cause) {
        halted = true;
        thread.fail(cause);
        deliveries.forEach(delivery -> finish(delivery, Fate.STALE));
    }

    private void finish(Delivery delivery, Fate fate) {
        finished.add(delivery.endsAs(fate));
    }

    /** For what ends outside a batch: several together where they come together. */
    private void finishLater(Delivery delivery) {
        if (finished.isEmpty()) {
            thread.execute(this::handBack);
        }
        finished.add(delivery);
    }

    private void handBack() {
        if (!finished.isEmpty()) {
            acks.handBack(finished);
            finished = new ArrayList<>();
        }
    }

    private BatchUnderWay newBatch() {
        return new BatchUnderWay(limits.batchMaxRecords(), limits.batchMaxBytes());
    }
}
