package org.diracgrid.ingest.demo.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.oracle.OracleSettings.Rounding;
import org.diracgrid.ingest.oracle.Outcome;
import org.diracgrid.ingest.oracle.PilotLogRow;
import org.diracgrid.ingest.oracle.PilotOracle;
import org.diracgrid.ingest.oracle.PilotSnapshot;
import org.junit.jupiter.api.Test;

/** The workload of pilots is the same for the same seed, and what the codec and the oracle can take. */
class PilotWorkloadTest {

    private static final int PILOTS = 200;
    private static final int[] JOBS = IntStream.rangeClosed(1, 500).toArray();
    private static final Set<String> FAULTS_OF_THE_STATE = Set.of("PILOT_CONFLICT", "BAD_VO");

    private final EventCodec codec = new EventCodec(CodecOptions.DEFAULTS);

    @Test
    void sameSeedGivesTheSameBytes() {
        assertThat(bytes(7)).isEqualTo(bytes(7)).isNotEqualTo(bytes(8));
    }

    @Test
    void theCodecReadsTheGoodAndRejectsTheBad() throws EventRejectedException {
        Set<String> faults = new TreeSet<>();
        Set<IngestEvent.Kind> kinds = new TreeSet<>();
        long lines = 0;
        long expectedLines = 0;
        for (PilotEmission emission : emissions(1)) {
            Emission record = emission.record();
            String fault = record.tableFault() == null ? record.documentFault() : record.tableFault();
            if (fault != null && !FAULTS_OF_THE_STATE.contains(fault)) {
                assertThat(reason(record).name()).isEqualTo(fault);
            } else {
                IngestEvent event = codec.decode(record.key(), record.value(), record.headers()::get);
                assertThat(event.kind().topic()).isEqualTo(emission.topic());
                kinds.add(event.kind());
                if (event instanceof PilotLogEvent log && record.effective() != null) {
                    lines += log.lines().size();
                }
            }
            expectedLines += emission.logLines();
            if (fault != null) {
                faults.add(fault);
            }
        }

        assertThat(lines).isEqualTo(expectedLines).isGreaterThan(PILOTS * 50L);
        assertThat(kinds).hasSize(6);
        assertThat(faults).hasSize(7);
    }

    @Test
    void theOracleAppliesAllThatIsNew() {
        PilotOracle oracle = new PilotOracle(Rounding.TRUNCATE, Set.of());
        List<PilotEmission> emissions = emissions(2);
        for (PilotEmission emission : emissions) {
            if (emission.record().effective() != null) {
                assertThat(oracle.apply(emission.record().effective())).isInstanceOf(Outcome.Applied.class);
            }
        }

        PilotSnapshot end = oracle.snapshot();
        assertThat(emissions.size())
                .isBetween(
                        PILOTS * (PilotWorkload.EVENTS_PER_PILOT - 2), PILOTS * (PilotWorkload.EVENTS_PER_PILOT + 2));
        assertThat(end.pilots()).hasSize(PILOTS);
        assertThat(end.jobRows()).isEqualTo(JOBS.length);
        assertThat(end.outputs()).hasSize(PILOTS);
        assertThat(end.pilots().values())
                .allSatisfy(rows -> assertThat(rows.get(0))
                        .containsEntry("Status", "Done")
                        .containsEntry("Queue", "long")
                        .containsEntry("BenchMark", "12.25"));
        assertThat(oracle.logs(Map.of())).hasSize(PILOTS + 1);
    }

    @Test
    void theOracleAndTheCodecFindTheSameLines() throws EventRejectedException {
        PilotOracle oracle = new PilotOracle(Rounding.TRUNCATE, Set.of());
        Map<String, List<String>> read = new HashMap<>();
        for (PilotEmission emission : emissions(3)) {
            Emission record = emission.record();
            if (record.effective() != null) {
                oracle.apply(record.effective());
                if (codec.decode(record.key(), record.value(), record.headers()::get) instanceof PilotLogEvent log) {
                    log.lines()
                            .forEach(line -> read.computeIfAbsent(log.stamp(), stamp -> new ArrayList<>())
                                    .add(line.severity() + '|' + line.scope() + '|' + line.message()));
                }
            }
        }

        oracle.logs(Map.of())
                .forEach((stamp, rows) ->
                        assertThat(rows).extracting(PilotWorkloadTest::shown).isEqualTo(read.get(stamp)));
    }

    private static String shown(PilotLogRow row) {
        return row.severity() + '|' + row.scope() + '|' + row.message();
    }

    private ReasonCode reason(Emission record) {
        try {
            codec.decode(record.key(), record.value(), record.headers()::get);
            throw new AssertionError(new String(record.value(), UTF_8));
        } catch (EventRejectedException e) {
            return e.reason();
        }
    }

    private static List<String> bytes(long seed) {
        return emissions(seed).stream()
                .map(emission -> emission.topic()
                        + new String(emission.record().key(), UTF_8)
                        + new String(emission.record().value(), UTF_8))
                .toList();
    }

    private static List<PilotEmission> emissions(long seed) {
        List<PilotEmission> emissions = new ArrayList<>();
        new PilotWorkload(WorkloadSettings.of(1, seed), PILOTS).events(JOBS).forEachRemaining(emissions::add);
        return emissions;
    }
}
