package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.ingest.oracle.Difference.Kind;
import org.diracgrid.ingest.oracle.OracleSettings.Rounding;
import org.junit.jupiter.api.Test;

/** Events of pilots in memory: what golden vectors do not have, and what is found where a store has something else. */
class PilotOracleTest {

    private static final String TIME = "2026-06-01T12:00:00Z";
    private static final Window WRITTEN =
            new Window(Instant.parse("2026-06-01T11:00:00Z"), Instant.parse("2026-06-01T13:00:00Z"));

    private final PilotOracle oracle = new PilotOracle(Rounding.TRUNCATE, Set.of());

    @Test
    void aRegistrationThatComesAgainIsNoneButForAnotherVo() {
        assertThat(apply("registered", "{'PilotStamp':'aa','VO':'lhcb'}")).isEmpty();
        assertThat(apply("registered", "{'pilot_stamp':'AA','vo':'lhcb'}")).isEmpty();
        assertThat(apply("registered", "{'PilotStamp':'aa','VO':'belle'}")).isEqualTo("PILOT_CONFLICT");

        assertThat(oracle.snapshot().pilots()).containsOnlyKeys("aa");
    }

    @Test
    void aPilotIsFoundByItsReferenceWhereThatIsOnlyOnes() {
        apply("registered", "{'PilotStamp':'aa','VO':'lhcb','PilotReference':'r1'}");
        apply("registered", "{'PilotStamp':'bb','VO':'lhcb','PilotReference':'r2'}");
        apply("registered", "{'PilotStamp':'cc','VO':'lhcb','PilotReference':'r2'}");

        assertThat(apply("metadata", "{'PilotReference':'r1','Metadata':{'Queue':'q'}}"))
                .isEmpty();
        assertThat(apply("metadata", "{'PilotReference':'r2','Metadata':{'Queue':'q'}}"))
                .isEqualTo("AMBIGUOUS_PILOT");
        assertThat(apply("metadata", "{'PilotReference':'r3','Metadata':{'Queue':'q'}}"))
                .isEqualTo("PILOT_NOT_FOUND");

        assertThat(oracle.snapshot().pilots().get("aa").get(0)).containsEntry("Queue", "q");
        assertThat(oracle.snapshot().pilots().get("bb").get(0)).containsEntry("Queue", "Unknown");
    }

    @Test
    void aJobIsAssignedOnceAndItsPilotRunsWhereThatIsAskedFor() {
        apply("registered", "{'PilotStamp':'aa','VO':'lhcb'}");
        apply("jobs-assigned", "{'PilotStamp':'aa','JobIDs':[2,1]}");
        apply("jobs-assigned", "{'PilotStamp':'aa','JobIDs':[3],'StartTime':'2026-06-01T12:30:00Z','SetRunning':true}");

        apply("jobs-assigned", "{'PilotStamp':'aa','JobIDs':[1,2],'StartTime':'2026-06-01T12:45:00Z'}");
        assertThat(apply("jobs-assigned", "{'PilotStamp':'aa','JobIDs':[4,1]}")).isEqualTo("PILOT_CONFLICT");

        assertThat(oracle.snapshot().jobs().get("aa"))
                .containsExactly("1 2026-06-01 12:00:00", "2 2026-06-01 12:00:00", "3 2026-06-01 12:30:00");
        assertThat(oracle.snapshot().pilots().get("aa").get(0))
                .containsEntry("Status", "Running")
                .containsEntry("StatusReason", "Report from job 3");
    }

    @Test
    void outputsAndParametersAreMerged() {
        apply("registered", "{'PilotStamp':'aa','VO':'LHCb'}");
        apply("output", "{'PilotStamp':'aa','StdOutput':'o'}");
        apply("output", "{'PilotStamp':'aa','StdError':'e'}");
        apply("parameters", "{'PilotStamp':'aa','Parameters':{'CPUNormalizationFactor':'13.7','HostName':null}}");
        apply("parameters", "{'PilotStamp':'aa','Parameters':{'NumberOfProcessors':8}}");

        assertThat(oracle.snapshot().outputs()).containsEntry("aa", List.of("o", "e"));
        assertThat(oracle.parameters(Map.of("aa", 2_000_001)))
                .hasEntrySatisfying(
                        "pilot_parameters_lhcb_2m/2000001",
                        document -> assertThat(document.toString())
                                .isEqualTo(
                                        "{\"timestamp\":1780315200000,\"CPUNormalizationFactor\":13,\"NumberOfProcessors\":8,"
                                                + "\"PilotID\":2000001,\"PilotStamp\":\"aa\"}"));
        assertThat(oracle.parameters(Map.of())).isEmpty();
    }

    @Test
    void linesOfBothFormsAreInTheOrderOfTheirTimesAndMessages() {
        String header = "2026-06-01T11:59:00.5Z WARN [A] ";
        log(1, "'Raw':'rest\\r\\n" + header + "a\\nb\\n'");
        log(1, "'Raw':'again'");
        log(
                0,
                "'Lines':[{'timestamp':'2026-06-01T11:59:00.500000+00:00','severity':'INFO','message':'x\\ny','scope':'S'}]");
        log(2, "'Raw':'2026-06-01T11:58:00,000001Z DEBUG    [pilotLogger] first'");
        log(3, "'Final':true");

        List<PilotLogRow> rows = oracle.logs(Map.of("aa", 17)).get("aa");
        assertThat(rows)
                .extracting(row -> row.severity() + '|' + row.scope() + '|' + row.message())
                .containsExactly("DEBUG|pilotLogger|first", "INFO|S|x\ny", "INFO||rest", "WARN|A|a", "WARN|A|b");
        assertThat(rows.get(0).time()).isEqualTo("2026-06-01T11:58:00.000001+00:00");
        assertThat(rows.get(2).time()).isEqualTo("2026-06-01T11:59:00.500000+00:00");
        assertThat(rows).allSatisfy(row -> assertThat(row.index()).isEqualTo("pilot_logs_lhcb_0m"));
        assertThat(oracle.logs(Map.of()).get("aa"))
                .allSatisfy(row -> assertThat(row.index() + row.pilotId()).isEqualTo("pilot_logs_lhcb_-1m-1"));
    }

    @Test
    void findsLinesThatAreMissingTwiceOrInAnotherOrder() {
        log(0, "'Raw':'a\\nb\\n'");
        List<PilotLogRow> rows = oracle.logs(Map.of()).get("aa");

        assertThat(kinds(rows, rows)).isEmpty();
        assertThat(kinds(rows, List.of(rows.get(0)))).containsExactly(Kind.LOG_LINE_MISSING);
        assertThat(kinds(rows, List.of(rows.get(0), rows.get(1), rows.get(1))))
                .containsExactly(Kind.LOG_LINE_UNEXPECTED);
        assertThat(kinds(rows, List.of(rows.get(1), rows.get(0)))).containsExactly(Kind.LOG_LINE_ORDER);
    }

    @Test
    void findsRowsThatAreNotAsTheyShouldBe() {
        apply("registered", "{'PilotStamp':'aa','VO':'lhcb'}");
        apply("jobs-assigned", "{'PilotStamp':'aa','JobIDs':[1]}");
        apply("output", "{'PilotStamp':'aa','StdOutput':'o'}");
        PilotSnapshot expected = oracle.snapshot();
        SortedMap<String, String> row =
                new TreeMap<>(expected.pilots().get("aa").get(0));
        row.put("LastUpdateTime", "2026-06-01 12:34:56");
        SortedMap<String, String> wrong = new TreeMap<>(row);
        wrong.put("Queue", "other");
        wrong.put("LastUpdateTime", "2026-06-01 14:00:00");
        List<String> job = expected.jobs().get("aa");

        assertThat(PilotDifferences.between(expected, snapshot(List.of(row), job, "o"), WRITTEN))
                .isEmpty();
        assertThat(found(expected, snapshot(List.of(wrong), job, "o")))
                .containsExactly(Kind.PILOT_COLUMN, Kind.PILOT_COLUMN);
        assertThat(found(expected, snapshot(List.of(row, row), job, "o"))).containsExactly(Kind.PILOT_UNEXPECTED);
        assertThat(found(expected, snapshot(List.of(row), List.of(job.get(0), job.get(0)), "o")))
                .containsExactly(Kind.PILOT_JOB_UNEXPECTED);
        assertThat(found(expected, snapshot(List.of(row), List.of(), "")))
                .containsExactly(Kind.PILOT_JOB_MISSING, Kind.PILOT_COLUMN);
        assertThat(found(expected, new PilotOracle(Rounding.TRUNCATE, Set.of()).snapshot()))
                .contains(Kind.PILOT_MISSING);
    }

    private static List<Kind> found(PilotSnapshot expected, PilotSnapshot actual) {
        return PilotDifferences.between(expected, actual, WRITTEN).stream()
                .map(Difference::kind)
                .toList();
    }

    private static PilotSnapshot snapshot(List<SortedMap<String, String>> rows, List<String> jobs, String output) {
        return new PilotSnapshot(
                new TreeMap<>(Map.of("aa", new ArrayList<>(rows))),
                new TreeMap<>(Map.of("aa", jobs)),
                new TreeMap<>(Map.of("aa", List.of(output, ""))),
                new TreeMap<>());
    }

    private static List<Kind> kinds(List<PilotLogRow> expected, List<PilotLogRow> actual) {
        return PilotDifferences.betweenLogs(new TreeMap<>(Map.of("aa", expected)), new TreeMap<>(Map.of("aa", actual)))
                .stream()
                .map(Difference::kind)
                .toList();
    }

    private void log(int sequence, String members) {
        assertThat(apply("log", "{'PilotStamp':'aa','VO':'lhcb','Seq':" + sequence + "," + members + "}"))
                .isEmpty();
    }

    private String apply(String kind, String data) {
        String event = "{'type':'org.diracgrid.pilot." + kind + ".v1','time':'" + TIME + "','data':" + data + "}";
        return oracle.apply(json(event.replace('\'', '"'))) instanceof Outcome.Failed failed ? failed.reason() : "";
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
