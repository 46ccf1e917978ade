package org.diracgrid.ingest.worker.pipeline;

import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.StoreFailure;

/**
 * Hears what a pipeline does, a poll or a batch at a time. Whenever the poll thread is between two steps,
 * {@code received = stored + superseded + parked + stale + in flight} holds over the sums of what it was told.
 *
 * <p>Called on the poll thread, except where a method says otherwise. Implementations return at once and never throw.
 */
public interface PipelineListener {

    /** {@code records} came in with one poll. */
    void received(int records, long bytes);

    /**
     * Deliveries were finished.
     *
     * @param stored written to the store
     * @param superseded found in the store already
     * @param parked confirmed by the dead-letter topic
     * @param stale dropped, or answered too late: their partition was taken away and Kafka gives them to its new owner
     */
    void finished(int stored, int superseded, int parked, int stale);

    /** What is taken up and not finished, right now. */
    void inFlight(int records, long bytes);

    /** Fetching is paused for {@code paused} of the {@code assigned} partitions. */
    void partitions(int assigned, int paused);

    /** What is believed of the store has changed. Called on any thread, one at a time. */
    void breakerChanged(BreakerState state);

    /** Offsets of {@code partitions} partitions were committed. */
    void committed(int partitions);

    /** A commit failed; it will be tried again with what is settled by then. */
    void commitFailed(Exception cause);

    /** A lane's batch was answered by the store after {@code tookMs}. Called on the lane's thread. */
    void batchWritten(int lane, int records, long bytes, long tookMs);

    /** A single delivery or a whole batch has to be tried again. Called on the lane's thread. */
    void retried(int lane, int records, StoreFailure failure);

    /** A delivery waits because what it refers to is not in the store. Called on the lane's thread. */
    void absent(int lane);

    /** A delivery was rejected and is on its way to the dead-letter topic. Called on the lane's thread. */
    void rejected(int lane, String stage, String reason);

    /** A dead letter was not taken and will be tried again. Called on the lane's thread. */
    void parkFailed(int lane, Throwable cause);
}
