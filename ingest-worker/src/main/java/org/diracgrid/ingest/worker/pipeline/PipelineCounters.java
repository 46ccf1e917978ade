package org.diracgrid.ingest.worker.pipeline;

import java.util.concurrent.atomic.LongAdder;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.StoreFailure;

/**
 * Sums up what a pipeline reports; read by the progress display and by tests.
 *
 * <p>Thread-safe: adders and volatile gauges. A reader on another thread sees each value up to date but no common
 * instant of all; {@link #unbalanced()} is exact once the pipeline is at rest.
 */
public final class PipelineCounters implements PipelineListener {

    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder superseded = new LongAdder();
    private final LongAdder parked = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder commitFailures = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder absent = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder parkFailures = new LongAdder();
    private final LongAdder breakerOpenings = new LongAdder();
    private volatile BreakerState breaker = BreakerState.CLOSED;
    private volatile long inFlight;
    private volatile long inFlightBytes;
    private volatile int assignedPartitions;
    private volatile int pausedPartitions;

    @Override
    public void received(int records, long bytes) {
        received.add(records);
        receivedBytes.add(bytes);
    }

    @Override
    public void finished(int stored, int superseded, int parked, int stale) {
        this.stored.add(stored);
        this.superseded.add(superseded);
        this.parked.add(parked);
        this.stale.add(stale);
    }

    @Override
    public void inFlight(int records, long bytes) {
        inFlight = records;
        inFlightBytes = bytes;
    }

    @Override
    public void partitions(int assigned, int paused) {
        assignedPartitions = assigned;
        pausedPartitions = paused;
    }

    @Override
    public void breakerChanged(BreakerState state) {
        breaker = state;
        if (state == BreakerState.OPEN) {
            breakerOpenings.increment();
        }
    }

    @Override
    public void committed(int partitions) {
        commits.increment();
    }

    @Override
    public void commitFailed(Exception cause) {
        commitFailures.increment();
    }

    @Override
    public void batchWritten(int lane, int records, long bytes, long tookMs) {
        batches.increment();
    }

    @Override
    public void retried(int lane, int records, StoreFailure failure) {
        retries.increment();
    }

    @Override
    public void absent(int lane) {
        absent.increment();
    }

    @Override
    public void rejected(int lane, String stage, String reason) {
        rejected.increment();
    }

    @Override
    public void parkFailed(int lane, Throwable cause) {
        parkFailures.increment();
    }

    public long received() {
        return received.sum();
    }

    public long receivedBytes() {
        return receivedBytes.sum();
    }

    public long stored() {
        return stored.sum();
    }

    public long superseded() {
        return superseded.sum();
    }

    /** Confirmed by the dead-letter topic. */
    public long parked() {
        return parked.sum();
    }

    /** Dropped because their partition was taken away. */
    public long stale() {
        return stale.sum();
    }

    public long commits() {
        return commits.sum();
    }

    public long commitFailures() {
        return commitFailures.sum();
    }

    public long batches() {
        return batches.sum();
    }

    public long retries() {
        return retries.sum();
    }

    /** How often a delivery was found to have no subject in the store. */
    public long absent() {
        return absent.sum();
    }

    /** Rejected, whether parked already or on the way. */
    public long rejected() {
        return rejected.sum();
    }

    public long parkFailures() {
        return parkFailures.sum();
    }

    public long inFlight() {
        return inFlight;
    }

    public long inFlightBytes() {
        return inFlightBytes;
    }

    public int assignedPartitions() {
        return assignedPartitions;
    }

    public int pausedPartitions() {
        return pausedPartitions;
    }

    /** What is believed of the store. */
    public BreakerState breaker() {
        return breaker;
    }

    /** How often the store went down, or failed the proof that it was up. */
    public long breakerOpenings() {
        return breakerOpenings.sum();
    }

    /** {@code received − (stored + superseded + parked + stale + in flight)}; 0 whenever the pipeline is at rest. */
    public long unbalanced() {
        return received() - stored() - superseded() - parked() - stale() - inFlight;
    }
}
