package org.diracgrid.ingest.worker.pipeline;

/**
 * Knows which offsets of one partition are settled, and how far all of them are.
 *
 * <p>Offsets are opened in ascending order, with gaps where the log was compacted or holds transaction markers, and
 * settled in any order. The <em>watermark</em> is the offset below and at which nothing is unsettled:
 *
 * <pre>
 * open 4, 5, 9, 10 · settle 9, 4, 5 → watermark 9 · committable 10
 * </pre>
 *
 * Invariant: an offset is committable only if every opened offset below it is settled. A ring of primitive arrays, as
 * long as the widest span of unsettled offsets; nothing is boxed.
 *
 * <p>Confined to the poll thread.
 */
final class OffsetTracker {

    /** Nothing is known to be committable. */
    static final long NONE = -1;

    private static final int INITIAL_CAPACITY = 64;

    private long[] offsets = new long[INITIAL_CAPACITY];
    private boolean[] settled = new boolean[INITIAL_CAPACITY];
    private long head; // slot of the oldest offset not below the watermark
    private long tail; // slot that the next offset gets
    private long newest = -1;
    private long watermark = NONE - 1;
    private int pending;

    /** Whether {@code offset} follows what was opened; it does not after a reset or where a topic was made anew. */
    boolean follows(long offset) {
        return offset > newest;
    }

    /**
     * Takes up an offset.
     *
     * @return its slot, for {@link #settle}
     */
    long open(long offset) {
        if (!follows(offset)) {
            throw new IllegalArgumentException("offset " + offset + " after " + newest);
        }
        if (tail - head == offsets.length) {
            grow();
        }
        offsets[index(tail)] = offset;
        settled[index(tail)] = false;
        newest = offset;
        pending++;
        return tail++;
    }

    /** Marks the offset of {@code slot} as finished; exactly once. */
    void settle(long slot) {
        if (slot < head || slot >= tail || settled[index(slot)]) {
            throw new IllegalStateException("slot " + slot + " settled twice or never opened");
        }
        settled[index(slot)] = true;
        pending--;
        while (head < tail && settled[index(head)]) {
            watermark = offsets[index(head)];
            head++;
        }
    }

    /**
     * Takes note of the consumer's position where everything opened is settled: what lies between the last record and
     * the position will never be delivered.
     */
    void reach(long position) {
        if (pending == 0 && position > committable()) {
            watermark = position - 1;
        }
    }

    /** Opened and not yet settled. */
    int pending() {
        return pending;
    }

    /** The offset to commit: the next one to read after a restart; {@link #NONE} if nothing is known. */
    long committable() {
        return watermark + 1;
    }

    /** What nobody needs before an offset is settled: where to go on after a restart; {@link #NONE} if nothing was opened. */
    long resumeAt() {
        return pending > 0 ? offsets[index(head)] : committable();
    }

    private int index(long slot) {
        return (int) slot & (offsets.length - 1); // the length is a power of two
    }

    private void grow() {
        int length = offsets.length;
        int first = index(head);
        long[] widerOffsets = new long[length * 2];
        boolean[] widerSettled = new boolean[length * 2];
        for (int i = 0; i < length; i++) {
            int from = (first + i) & (length - 1);
            int to = (int) (head + i) & (length * 2 - 1);
            widerOffsets[to] = offsets[from];
            widerSettled[to] = settled[from];
        }
        offsets = widerOffsets;
        settled = widerSettled;
    }
}
