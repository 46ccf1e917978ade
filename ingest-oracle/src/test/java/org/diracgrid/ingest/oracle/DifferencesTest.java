package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.ingest.oracle.Difference.Kind;
import org.diracgrid.ingest.oracle.Snapshot.CommandRow;
import org.diracgrid.ingest.oracle.Snapshot.JobRow;
import org.diracgrid.ingest.oracle.Snapshot.LogRow;
import org.junit.jupiter.api.Test;

/** Every sort of difference is found and named; equal snapshots have none. */
class DifferencesTest {

    private final Snapshot expected = snapshot();
    private final Snapshot actual = snapshot();

    @Test
    void equalSnapshotsDoNotDiffer() {
        assertThat(differences()).isEmpty();
    }

    @Test
    void namesMissingAndUnexpectedJobs() {
        actual.jobs().put(2, actual.jobs().remove(1));

        assertThat(kinds()).containsExactly(Kind.JOB_MISSING, Kind.JOB_UNEXPECTED);
    }

    @Test
    void namesTheColumn() {
        actual.jobs().get(1).columns().put("Status", "Done");

        assertThat(differences()).singleElement().asString().contains("Jobs.Status is 'Done', expected 'Running'");
    }

    @Test
    void tellsMissingUnexpectedAndDuplicateLogRows() {
        actual.logging().put(1, List.of(log(1, "Received"), log(2, "Received"), log(3, "Done")));

        assertThat(kinds()).containsExactly(Kind.LOG_ROW_MISSING, Kind.LOG_ROW_DUPLICATE, Kind.LOG_ROW_UNEXPECTED);
    }

    @Test
    void tellsRowsInAnotherOrder() {
        actual.logging().put(1, List.of(log(1, "Running"), log(2, "Received")));

        assertThat(kinds()).containsExactly(Kind.LOG_ORDER);
    }

    @Test
    void findsCommandsAndTaskQueues() {
        actual.commands().clear();
        actual.taskQueues().clear();

        assertThat(kinds()).containsExactly(Kind.COMMAND_MISSING, Kind.TASK_QUEUE);
    }

    @Test
    void findsHeartbeats() {
        actual.heartbeats().get(1).put("Vsize 2026-01-01 00:00:00", 2.4);
        actual.heartbeats().get(1).put("Vsize 2026-01-01 00:00:01", 2.5);
        expected.heartbeats().get(1).put("LoadAverage 2026-01-01 00:00:01", 0.0);

        assertThat(kinds())
                .containsExactlyInAnyOrder(Kind.HEARTBEAT_VALUE, Kind.HEARTBEAT_UNEXPECTED, Kind.HEARTBEAT_MISSING);
    }

    @Test
    void serverTimeOfATouchedRowMustLieInTheWindow() {
        actual.jobs().get(1).columns().put("LastUpdateTime", "2026-01-02 00:00:05");

        assertThat(Differences.between(expected, actual, window("2026-01-02T00:00:05.9Z", "2026-01-02T00:00:06Z")))
                .isEmpty();
        assertThat(Differences.between(expected, actual, window("2026-01-02T00:00:06Z", "2026-01-02T00:00:07Z")))
                .singleElement()
                .extracting(Difference::kind)
                .isEqualTo(Kind.JOB_COLUMN);
    }

    private List<Difference> differences() {
        return Differences.between(expected, actual, null);
    }

    private List<Kind> kinds() {
        return differences().stream().map(Difference::kind).toList();
    }

    private static Window window(String from, String to) {
        return new Window(Instant.parse(from), Instant.parse(to));
    }

    private static Snapshot snapshot() {
        Map<String, String> columns = Map.of("Status", "Running", "LastUpdateTime", "2026-01-01 00:00:00");
        return new Snapshot(
                new TreeMap<>(Map.of(1, new JobRow(new TreeMap<>(columns), true))),
                new TreeMap<>(Map.of(1, List.of(log(1, "Received"), log(2, "Running")))),
                new TreeMap<>(Map.of(1, List.of(new CommandRow("Kill", "", "Received", "2026-01-01 00:00:00", null)))),
                new TreeMap<>(Map.of(1, 4)),
                new TreeMap<>(Map.of(1, new TreeMap<>(Map.of("Vsize 2026-01-01 00:00:00", 2.5)))));
    }

    private static LogRow log(int seqNum, String status) {
        return new LogRow(seqNum, status, "idem", "idem", "2026-01-01 00:00:00", "497232000.000", "JobManager");
    }
}
