package org.diracgrid.ingest.worker.opensearch.pilotlog;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds the numbers of messages against each other, pilot by pilot, and counts what is missing and what came again. It
 * only counts: nothing is refused for its number.
 *
 * <pre>
 * 0 1 4    2 missing: 2 and 3
 * 2        1 missing: 3
 * 1        1 repeated
 * </pre>
 *
 * The first message that is seen of a pilot is taken as its beginning, since this may be another worker than the one that
 * had those before. What is more than {@value #WINDOW} numbers late counts as repeated. Bounded: of the pilots that were
 * met last, about 150 bytes each.
 *
 * <p>Confined to its lane's context.
 */
public final class LogSequences {

    private static final int WINDOW = 64;

    /**
     * What has come of one pilot.
     *
     * @param highest greatest number so far
     * @param seen bit n is set if the number {@code highest - n} has come; before the beginning all count as come
     */
    private record Seen(long highest, long seen) {}

    private final LogCounters counters;
    private final Map<String, Seen> seenByStamp;

    /** @param pilotsMax pilots that are remembered, 1 or more */
    public LogSequences(LogCounters counters, int pilotsMax) {
        this.counters = counters;
        this.seenByStamp = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
                return size() > pilotsMax;
            }
        };
    }

    /** A message with that number, 0 or more, is done with. */
    public void settled(String stamp, long sequence) {
        Seen before = seenByStamp.get(stamp);
        seenByStamp.put(stamp, before == null ? new Seen(sequence, -1L) : after(before, sequence));
    }

    private Seen after(Seen before, long sequence) {
        long ahead = sequence - before.highest();
        if (ahead > 0) {
            counters.missing(ahead - 1);
            return new Seen(sequence, (ahead < WINDOW ? before.seen() << ahead : 0) | 1L);
        }
        long bit = -ahead < WINDOW ? 1L << -ahead : 0;
        if (bit == 0 || (before.seen() & bit) != 0) {
            counters.repeated();
            return before;
        }
        counters.missing(-1);
        return new Seen(before.highest(), before.seen() | bit);
    }
}
