package org.diracgrid.ingest.chaos;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was seen of one fault.
 *
 * @param before the other store's pipeline, before it
 * @param during the same, while it lasted
 * @param exits of the worker, from its beginning until both pipelines had caught up again
 * @param moves partitions that were assigned, revoked or lost in that time, in either group
 * @param heapRatio live heap at its end, by that of the steady state
 * @param stalls whether the faulty store could store nothing
 * @param storedMeanwhile records that the faulty store's pipeline committed in its second half
 * @param firstWriteMs from its end to the first commit of what was stored after it
 */
record FaultFigures(
        @JsonProperty Stretch before,
        @JsonProperty Stretch during,
        @JsonProperty int exits,
        @JsonProperty long moves,
        @JsonProperty double heapRatio,
        @JsonProperty boolean stalls,
        @JsonProperty long storedMeanwhile,
        @JsonProperty long firstWriteMs) {

    /**
     * What a pipeline did while somebody watched.
     *
     * @param events committed meanwhile
     * @param leftMax the most that it had not committed
     */
    record Stretch(
            @JsonProperty long events,
            @JsonProperty double seconds,
            @JsonProperty long leftMax) {

        double perSecond() {
            return events / seconds;
        }

        /** Both together. */
        Stretch and(Stretch next) {
            return new Stretch(events + next.events, seconds + next.seconds, Math.max(leftMax, next.leftMax));
        }
    }

    private static final double HEAP_RATIO_MAX = 1.1;
    private static final long FIRST_WRITE_MAX_MS = 5_000;
    private static final double RATE_RATIO_MIN = 0.8;

    /** Events that decode to nothing storable go on, as a few of a hundred do. */
    private static final double STALLED_RATE_RATIO_MAX = 0.1;

    /** Commits come a few times a second, and a server that starts takes the machine for a moment. */
    private static final double LEFT_GROWTH_MAX_SECONDS = 1;

    /** What is not as it must be; empty if nothing. */
    List<String> broken() {
        double perSecond = before.perSecond();
        List<String> broken = new ArrayList<>();
        require(exits == 0, "the worker ended", broken);
        require(moves == 0, "partitions moved", broken);
        require(heapRatio <= HEAP_RATIO_MAX, "the heap grew to " + heapRatio + " of the steady state", broken);
        double stored = storedMeanwhile / (during.seconds() / 2);
        require(
                !stalls || stored <= STALLED_RATE_RATIO_MAX * perSecond,
                storedMeanwhile + " records count as stored while nothing could be",
                broken);
        require(firstWriteMs < FIRST_WRITE_MAX_MS, "the first write came after " + firstWriteMs + " ms", broken);
        require(
                during.perSecond() >= RATE_RATIO_MIN * perSecond,
                "the other pipeline made " + during.perSecond() + " events/s, before " + perSecond,
                broken);
        require(
                during.leftMax() <= before.leftMax() + LEFT_GROWTH_MAX_SECONDS * perSecond,
                "the other pipeline fell behind: " + during.leftMax() + " records, before " + before.leftMax(),
                broken);
        return broken;
    }

    private static void require(boolean holds, String otherwise, List<String> broken) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    /** One line of a table. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%5.1f s, exits %d, moves %d, heap %.2f, stored %d, first write %5d ms; other %3.0f → %3.0f/s, left %3d → %3d",
                during.seconds(),
                exits,
                moves,
                heapRatio,
                storedMeanwhile,
                firstWriteMs,
                before.perSecond(),
                during.perSecond(),
                before.leftMax(),
                during.leftMax());
    }
}
