package org.diracgrid.ingest.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How much had been used by when. Confined to one thread. */
final class Samples {

    /**
     * What had been used by a moment.
     *
     * @param nanos of {@link System#nanoTime}
     */
    record Sample(long nanos, Duration process, Duration mariaDb, Duration openSearch) {

        Usage until(Sample later) {
            return new Usage(
                    Duration.ofNanos(later.nanos - nanos),
                    later.process.minus(process),
                    later.mariaDb.minus(mariaDb),
                    later.openSearch.minus(openSearch));
        }
    }

    private final List<Sample> samples = new ArrayList<>();

    /** Notes a sample that is later than all before. */
    void add(Sample sample) {
        samples.add(sample);
    }

    Sample last() {
        return samples.get(samples.size() - 1);
    }

    /** From the first to the last. */
    Usage all() {
        return samples.get(0).until(last());
    }

    /** Between two moments: the time is exact, and what was used is that between the samples next to them. */
    Usage between(long fromNanos, long toNanos) {
        Usage nearest = nearest(fromNanos).until(nearest(toNanos));
        return new Usage(
                Duration.ofNanos(toNanos - fromNanos), nearest.process(), nearest.mariaDb(), nearest.openSearch());
    }

    private Sample nearest(long nanos) {
        Sample nearest = samples.get(0);
        for (Sample sample : samples) {
            if (Math.abs(sample.nanos - nanos) < Math.abs(nearest.nanos - nanos)) {
                nearest = sample;
            }
        }
        return nearest;
    }
}
