package org.diracgrid.ingest.worker.pipeline;

/**
 * Counts what is in flight against a bound. Exhausted from the bound (the high mark) down to half of it (the low mark),
 * so that fetching does not flicker.
 *
 * <p>Confined to the poll thread.
 */
final class InFlightBudget {

    private final int recordsMax;
    private final long bytesMax;
    private int records;
    private long bytes;
    private boolean exhausted;

    InFlightBudget(int recordsMax, long bytesMax) {
        this.recordsMax = recordsMax;
        this.bytesMax = bytesMax;
    }

    /** Counts one record in. It is in flight already, so there is no refusal: {@link #isExhausted} says when to stop. */
    void take(long recordBytes) {
        records++;
        bytes += recordBytes;
    }

    /** Counts one record out. */
    void giveBack(long recordBytes) {
        records--;
        bytes -= recordBytes;
    }

    int records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    boolean isExhausted() {
        exhausted = exhausted
                ? records > recordsMax / 2 || bytes > bytesMax / 2
                : records >= recordsMax || bytes >= bytesMax;
        return exhausted;
    }
}
