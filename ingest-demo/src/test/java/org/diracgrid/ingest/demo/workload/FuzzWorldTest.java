package org.diracgrid.ingest.demo.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.OracleSettings;
import org.diracgrid.ingest.oracle.Snapshot;
import org.diracgrid.ingest.oracle.TimeColumn;
import org.junit.jupiter.api.Test;

/** The fuzz draws the same world for the same seed, and one in which everything happens that it is there for. */
class FuzzWorldTest {

    private final Oracle oracle = new Oracle(OracleSettings.mariaDb(TimeColumn.NUMERIC));

    @Test
    void sameSeedGivesTheSameEvents() {
        List<Emission> once = emissions(7, 20, oracle);
        List<Emission> again = emissions(7, 20, new Oracle(OracleSettings.mariaDb(TimeColumn.NUMERIC)));

        assertThat(again).hasSameSizeAs(once);
        for (int i = 0; i < once.size(); i++) {
            assertThat(again.get(i).key()).isEqualTo(once.get(i).key());
            assertThat(again.get(i).value()).isEqualTo(once.get(i).value());
        }
    }

    @Test
    void everythingHappens() {
        List<Emission> emissions = emissions(1, 300, oracle);

        Set<String> tableFaults = new TreeSet<>();
        Set<String> documentFaults = new TreeSet<>();
        for (Emission emission : emissions) {
            tableFaults.add(String.valueOf(emission.tableFault()));
            documentFaults.add(String.valueOf(emission.documentFault()));
        }
        Snapshot end = oracle.snapshot();
        assertThat(emissions).hasSizeBetween(300 * 10, 300 * 60);
        assertThat(tableFaults)
                .contains(
                        "null",
                        "JOB_NOT_FOUND",
                        "NO_LOGGING_HISTORY",
                        "UNKNOWN_CURRENT_STATUS",
                        "SCOUTING_REFUSED",
                        "UNKNOWN_FIELD");
        assertThat(documentFaults)
                .contains("null", "JOB_NOT_FOUND", "BAD_VO", "NOT_FINITE")
                .doesNotContain("UNKNOWN_CURRENT_STATUS", "BAD_ENUM");
        assertThat(rows(end, "(SM)")).isGreaterThan(300);
        assertThat(rows(end, "Heartbeat")).isGreaterThan(100);
        assertThat(end.commands()).hasSizeGreaterThan(30);
        assertThat(end.heartbeatRows()).isGreaterThan(1_000);
        assertThat(oracle.documents()).hasSizeGreaterThan(500);
        assertThat(repetitions(emissions)).isGreaterThan(300);
    }

    private static long rows(Snapshot snapshot, String sourceHas) {
        return snapshot.logging().values().stream()
                .flatMap(List::stream)
                .filter(row -> row.source().contains(sourceHas))
                .count();
    }

    private static long repetitions(List<Emission> emissions) {
        Set<Integer> values = new TreeSet<>();
        return emissions.stream()
                .filter(emission -> !values.add(Arrays.hashCode(emission.value())))
                .count();
    }

    private static List<Emission> emissions(long seed, int sequences, Oracle oracle) {
        FuzzWorld world = new FuzzWorld(seed, sequences);
        for (FuzzJob job : world.jobs()) {
            if (job.isSubmitted()) {
                int jobId = (Integer) job.columns().get("JobID");
                oracle.putJob(job.columns(), null);
                job.history()
                        .forEach(time ->
                                oracle.putLogRow(jobId, "Received", "Job accepted", "Unknown", time, "JobManager"));
            }
        }
        List<Emission> emissions = new ArrayList<>();
        world.events(oracle).forEachRemaining(emissions::add);
        return emissions;
    }
}
