package org.diracgrid.ingest.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A process that does something known is measured as what it is. */
class ProcessMeterTest {

    @Test
    void readsTheProcessorTimeBehindAnyName() {
        assertThat(ProcessorTime.parse("17 (a b) c) S 1 17 17 0 -1 4194560 20 30 0 0 123 45 6 7 20 0 9 0 1 2 3\n"))
                .isEqualTo(Duration.ofMillis(1_680));
        assertThat(ProcessorTime.of(ProcessHandle.current().pid())).isPresent();
    }

    @Test
    void countsTheProcessorTimeOfWhatItRuns() throws Exception {
        ProcessMeter meter = new ProcessMeter(0, 0, List.of());

        var idle = meter.measure(new ProcessBuilder("sleep", "0.3"));
        var busy = meter.measure(
                new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; exit 3"));

        assertThat(idle.exitCode()).isZero();
        assertThat(idle.whole().took()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(idle.whole().process()).isLessThan(Duration.ofMillis(100));
        assertThat(idle.effects()).isEqualTo(Usage.NONE);
        assertThat(busy.exitCode()).isEqualTo(3);
        assertThat(busy.whole().process())
                .isBetween(Duration.ofMillis(50), busy.whole().took());
        assertThat(busy.peakResidentBytes()).isPositive();
    }

    @Test
    void seesWhenTheStoresBeganAndEndedToChange() throws Exception {
        // Given a store that changes from the fifth look to the ninth
        AtomicInteger looks = new AtomicInteger();
        ChangeCounter counter = () -> Math.max(4, Math.min(9, looks.incrementAndGet()));

        // When
        var reading = new ProcessMeter(0, 0, List.of(counter)).measure(new ProcessBuilder("sleep", "1"));

        // Then it changed for four pauses between looks
        assertThat(reading.effects().took())
                .isBetween(Duration.ofMillis(90), reading.whole().took().minusMillis(100));
    }

    @Test
    void doesWithoutAnAnswerNowAndThenButNotAtTheEnd() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        ChangeCounter unsteady = () -> {
            if (looks.incrementAndGet() == 3) {
                throw new IOException("not now");
            }
            return looks.get();
        };
        ChangeCounter gone = () -> {
            if (looks.incrementAndGet() > 100_000) {
                throw new IOException("not any more");
            }
            return 1;
        };

        var reading = new ProcessMeter(0, 0, List.of(unsteady)).measure(new ProcessBuilder("sleep", "0.5"));
        assertThat(reading.effects().took()).isPositive();
        looks.set(99_999);
        assertThatThrownBy(() -> new ProcessMeter(0, 0, List.of(gone)).measure(new ProcessBuilder("sleep", "0.2")))
                .hasRootCauseMessage("not any more");
    }

    @Test
    void takesTheSamplesNextToAMoment() {
        Samples samples = new Samples();
        for (int i = 0; i <= 10; i++) {
            Duration used = Duration.ofMillis(10L * i);
            samples.add(new Samples.Sample(1_000_000L * 20 * i, used, used.multipliedBy(2), Duration.ZERO));
        }

        Usage usage = samples.between(38_000_000, 101_000_000);

        assertThat(usage)
                .isEqualTo(
                        new Usage(Duration.ofMillis(63), Duration.ofMillis(30), Duration.ofMillis(60), Duration.ZERO));
        assertThat(samples.all().took()).isEqualTo(Duration.ofMillis(200));
    }
}
