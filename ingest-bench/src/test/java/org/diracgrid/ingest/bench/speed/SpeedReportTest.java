package org.diracgrid.ingest.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.measure.GcFigures;
import org.diracgrid.ingest.bench.measure.MeasuredRun;
import org.diracgrid.ingest.bench.measure.Usage;
import org.diracgrid.ingest.bench.speed.Result.Course;
import org.junit.jupiter.api.Test;

/** Figures are medians, ratios are those of medians, and who wrote something wrong is named. */
class SpeedReportTest {

    private static final Course COURSE = new Course(Family.STATUS, 4, 1_000);

    @Test
    void comparesMediansWithTheFloor() throws Exception {
        SpeedReport report = report(
                result("worker", 30, List.of()),
                result("floor", 10, List.of()),
                result("worker", 12, List.of()),
                result("floor", 10, List.of()),
                result("worker", 13, List.of()),
                result("floor", 11, List.of()));

        assertThat(report.overFloor(COURSE, "worker")).isCloseTo(1.3, offset(1e-9));
        assertThat(report.isGood()).isTrue();
        assertThat(printed(report))
                .containsPattern("worker +76,923 +33,333 +83,333 +1\\.30 ")
                .contains("every contender wrote what it had to");
        JsonNode json = new ObjectMapper().readTree(report.json());
        JsonNode worker = json.at("/courses/0/contenders/0");
        assertThat(worker.path("name").textValue()).isEqualTo("worker");
        assertThat(worker.path("timeOverFloor").doubleValue()).isCloseTo(1.3, offset(1e-9));
        assertThat(worker.path("runs")).hasSize(3);
    }

    @Test
    void namesWhoWroteSomethingWrong() throws Exception {
        SpeedReport report = report(result("worker", 10, List.of("LoggingInfo rows: 1, expected 2")));

        assertThat(report.isGood()).isFalse();
        assertThat(report.overFloor(COURSE, "worker")).isNull();
        assertThat(printed(report))
                .contains("WRONG: worker, status: LoggingInfo rows: 1, expected 2")
                .contains("NOT every contender");
        assertThat(new ObjectMapper().readTree(report.json()).path("good").booleanValue())
                .isFalse();
    }

    @Test
    void looksOnlyAtWhatWasPromised() {
        StateCounts expected = counts(StateCounts.LOG_ROWS, 10, StateCounts.JOBS + "Done", 2);
        StateCounts found = counts(StateCounts.JOBS + "Done", 1, StateCounts.JOBS + "Failed", 1);

        assertThat(found.differencesFrom(expected, name -> true))
                .containsExactly(
                        "Jobs Done: 1, expected 2", "Jobs Failed: 1, expected 0", "LoggingInfo rows: 0, expected 10");
        assertThat(found.differencesFrom(expected, name -> name.equals(StateCounts.LOG_ROWS)))
                .hasSize(1);
        assertThat(expected.differencesFrom(expected, name -> true)).isEmpty();
    }

    @Test
    void aSpreadIsTheMiddleAndTheEnds() {
        assertThat(Spread.of(List.of(5, 1, 3), Integer::doubleValue)).isEqualTo(new Spread(3, 1, 5));
        assertThat(Spread.of(List.of(5, 1, 3, 4), Integer::doubleValue)).isEqualTo(new Spread(3.5, 1, 5));
    }

    @Test
    void shortRunsAreNotCompared() {
        Result longer = result("worker", 10, List.of());
        MeasuredRun tiny = run(100, 10);
        Result shorter = new Result(COURSE, "worker", true, tiny, run(900, 10), List.of());

        assertThat(longer.figures().events()).isEqualTo(80_000);
        assertThat(shorter.figures()).isEqualTo(shorter.rest());
    }

    private static StateCounts counts(String one, long first, String other, long second) {
        TreeMap<String, Long> counts = new TreeMap<>();
        counts.put(one, first);
        counts.put(other, second);
        return new StateCounts(counts);
    }

    private static SpeedReport report(Result... results) {
        return new SpeedReport(100_000, 1, 3, List.of(results));
    }

    private static Result result(String entrant, int microsPerEvent, List<String> problems) {
        return new Result(COURSE, entrant, true, run(10_000, microsPerEvent), run(90_000, microsPerEvent), problems);
    }

    private static MeasuredRun run(int events, int microsPerEvent) {
        Usage usage = new Usage(
                Duration.ofNanos(1_000L * microsPerEvent * events),
                Duration.ofMillis(events / 100),
                Duration.ofMillis(events / 50),
                Duration.ZERO);
        return new MeasuredRun(
                "run", events, events * 300L, usage, usage, 1 << 28, new GcFigures(1, events, Duration.ZERO, 1 << 27));
    }

    private static String printed(SpeedReport report) {
        StringWriter text = new StringWriter();
        report.print(new PrintWriter(text));
        return text.toString();
    }
}
