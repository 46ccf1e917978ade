package org.diracgrid.ingest.bench.latency;

import java.util.Arrays;
import java.util.List;

/**
 * How long probes took until they were seen. Immutable.
 *
 * @param sorted milliseconds of those that were seen, ascending
 * @param missing how many were not
 */
record Latencies(List<Long> sorted, int missing) {

    Latencies {
        long[] ascending = sorted.stream().mapToLong(Long::longValue).sorted().toArray();
        sorted = Arrays.stream(ascending).boxed().toList();
    }

    /**
     * The least time within which that share of all probes was seen; {@link Long#MAX_VALUE} if it was not.
     *
     * @param share above 0, up to 1
     */
    long percentile(double share) {
        int rank = (int) Math.ceil(share * (sorted.size() + missing));
        return rank > sorted.size() || rank == 0 ? Long.MAX_VALUE : sorted.get(rank - 1);
    }
}
