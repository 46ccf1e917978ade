package org.diracgrid.ingest.demo.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.OracleSettings;
import org.diracgrid.ingest.oracle.Outcome;
import org.diracgrid.ingest.oracle.TimeColumn;
import org.junit.jupiter.api.Test;

/** The workload is the same for the same seed, shows everything it promises, and is what the oracle can apply. */
class WorkloadTest {

    private static final int JOBS = 400;
    private static final int[] IDS = IntStream.rangeClosed(1, JOBS).toArray();

    @Test
    void sameSeedGivesTheSameBytes() throws Exception {
        // Taken from another JVM, because the order of immutable sets and maps differs from one to the next. It
        // changes with every change of the workload: take the new one then.
        assertThat(fingerprint(7)).isEqualTo(fingerprint(7)).isNotEqualTo(fingerprint(8));
        assertThat(fingerprint(7)).isEqualTo("9f1882526c13cf67");
    }

    @Test
    void showsEveryPhenomenonAndEveryBadEvent() {
        Map<Phenomenon, Integer> counts = new EnumMap<>(Phenomenon.class);
        Set<String> reasons = new TreeSet<>();
        for (Emission emission : emissions(1)) {
            emission.phenomena().forEach(phenomenon -> counts.merge(phenomenon, 1, Integer::sum));
            if (emission.tableFault() != null) {
                reasons.add(emission.tableFault());
            }
        }

        assertThat(counts)
                .containsOnlyKeys(Phenomenon.values())
                .allSatisfy((phenomenon, count) ->
                        assertThat(count).as(phenomenon.name()).isGreaterThan(3));
        assertThat(reasons).hasSize(13);
    }

    @Test
    void hasTwentyToTwentyFiveEventsAJobMostOfThemNew() {
        List<Emission> emissions = emissions(2);

        assertThat(emissions).hasSizeBetween(21 * JOBS, 25 * JOBS);
        assertThat(emissions.stream().filter(e -> e.effective() == null).count())
                .isBetween(JOBS / 8L, emissions.size() / 10L);
    }

    @Test
    void sendsTheEventsOfAJobInTheOrderOfTheirTimes() {
        Map<String, String> last = new HashMap<>();
        for (Emission emission : emissions(3)) {
            if (emission.effective() != null && !emission.phenomena().contains(Phenomenon.DUPLICATE)) {
                String time = emission.effective().get("time").textValue();
                String before = last.put(new String(emission.key(), StandardCharsets.UTF_8), time);
                assertThat(before == null || before.compareTo(time) < 0).isTrue();
            }
        }
        assertThat(last).hasSize(JOBS);
    }

    @Test
    void staysWithinLatin1() {
        for (Emission emission : emissions(4)) {
            String value = new String(emission.value(), StandardCharsets.UTF_8);
            assertThat(StandardCharsets.ISO_8859_1.newEncoder().canEncode(value))
                    .isTrue();
        }
    }

    @Test
    void everyEffectiveEventAppliesAndTheStateMachineRefusesSome() {
        Workload workload = new Workload(WorkloadSettings.of(JOBS, 5));
        Oracle oracle = new Oracle(OracleSettings.mariaDb(TimeColumn.NUMERIC));
        for (JobRequest request : workload.requests()) {
            int jobId = IDS[request.ordinal()];
            Map<String, Object> row = new HashMap<>(Map.of("JobID", jobId, "Status", "Received"));
            oracle.putJob(row, null);
            oracle.putLogRow(jobId, "Received", "Job accepted", "Unknown", request.submitted(), "JobManager");
        }

        int refused = 0;
        for (Emission emission : emissions(5)) {
            if (emission.effective() != null) {
                Outcome outcome = oracle.apply(emission.effective());
                assertThat(outcome).isInstanceOf(Outcome.Applied.class);
                refused += ((Outcome.Applied) outcome).refused();
            }
        }

        Map<String, Integer> ends = new TreeMap<>();
        oracle.snapshot()
                .jobs()
                .values()
                .forEach(row -> ends.merge(row.columns().get("Status"), 1, Integer::sum));
        assertThat(refused).isBetween(JOBS / 10, JOBS);
        assertThat(ends.get("Done")).isBetween(JOBS * 6 / 10, JOBS * 9 / 10);
        assertThat(ends).containsKeys("Failed", "Killed", "Deleted");
        assertThat(oracle.snapshot().logRows()).isBetween(15 * JOBS, 30 * JOBS);
        assertThat(oracle.snapshot().commands()).hasSizeGreaterThan(JOBS / 20);
    }

    private static List<Emission> emissions(long seed) {
        List<Emission> emissions = new ArrayList<>();
        new Workload(WorkloadSettings.of(JOBS, seed)).events(IDS).forEachRemaining(emissions::add);
        return emissions;
    }

    private static String fingerprint(long seed) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Emission emission : emissions(seed)) {
            digest.update(emission.key());
            digest.update(emission.value());
            emission.headers().values().forEach(digest::update);
        }
        return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 8));
    }
}
