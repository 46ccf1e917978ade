package org.diracgrid.ingest.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.diracgrid.ingest.bench.latency.ProbeWatch.Probe;
import org.junit.jupiter.api.Test;

/** A probe's time ends with the look that sees it, and one that is never seen is missing. */
class ProbeWatchTest {

    /** Shows each job after its number of looks; the clock goes on by ten milliseconds a look. */
    private static final class Store implements Sight {
        private volatile long nowMs = 1_000;
        private int looks;

        @Override
        public Set<Integer> seen(Collection<Integer> jobIds) {
            looks++;
            nowMs += 10;
            return jobIds.stream().filter(jobId -> jobId <= looks).collect(Collectors.toSet());
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Test
    void tellsHowLongEachProbeTook() throws Exception {
        Store store = new Store();
        try (ProbeWatch watch = new ProbeWatch(store, () -> Instant.ofEpochMilli(store.nowMs), Duration.ofMinutes(1))) {
            watch.sent(new Probe(3, 1_000));
            watch.sent(new Probe(7, 1_000));

            assertThat(watch.end()).isEqualTo(new Latencies(List.of(30L, 70L), 0));
        }
    }

    @Test
    void losesPatienceWithWhatNeverComes() throws Exception {
        Store store = new Store();
        try (ProbeWatch watch =
                new ProbeWatch(store, () -> Instant.ofEpochMilli(store.nowMs), Duration.ofMillis(200))) {
            watch.sent(new Probe(1, 1_000));
            watch.sent(new Probe(1_000_000, 1_000));

            Latencies latencies = watch.end();
            assertThat(latencies.missing()).isEqualTo(1);
            assertThat(latencies.sorted()).hasSize(1);
        }
    }

    @Test
    void percentilesCountWhatIsMissing() {
        Latencies latencies = new Latencies(List.of(5L, 1L, 3L), 1);

        assertThat(latencies.percentile(0.25)).isEqualTo(1);
        assertThat(latencies.percentile(0.5)).isEqualTo(3);
        assertThat(latencies.percentile(0.75)).isEqualTo(5);
        assertThat(latencies.percentile(0.99)).isEqualTo(Long.MAX_VALUE);
        assertThat(new Latencies(List.of(), 0).percentile(0.5)).isEqualTo(Long.MAX_VALUE);
    }
}
