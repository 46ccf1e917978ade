package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the golden cases do not show: whose time LastUpdateTime is, and which documents there are not. */
class OracleTest {

    private static final int JOB = 7;
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final Oracle oracle = new Oracle(OracleSettings.mariaDb(TimeColumn.NUMERIC));

    @Test
    void lastUpdateTimeIsTheServersUntilMetadataSaysAnother() throws JsonProcessingException {
        putJob("Running", "lhcb");
        setMetadata("{\"Status\":\"Done\",\"LastUpdateTime\":\"2026-01-01T00:00:00Z\"}");
        assertThat(row().touched()).isTrue();

        setMetadata("{\"LastUpdateTime\":\"2026-01-01T00:00:00Z\"}");

        assertThat(row().touched()).isFalse();
        assertThat(row().columns()).containsEntry("LastUpdateTime", "2026-01-01 00:00:00");
    }

    @Test
    void aCallThatFailsWritesNoDocument() throws JsonProcessingException {
        putJob("Weird", "lhcb");

        Outcome outcome = setMinorStatus();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo("UNKNOWN_CURRENT_STATUS"));
        assertThat(oracle.documents()).isEmpty();
    }

    @Test
    void aJobWithoutVoHasNoDocument() throws JsonProcessingException {
        putJob("Running", "");

        assertThat(setMinorStatus()).isInstanceOf(Outcome.Applied.class);
        setMetadata("{\"HostName\":\"wn1\"}");

        assertThat(oracle.documents()).isEmpty();
        assertThat(row().columns()).containsEntry("MinorStatus", "m");
    }

    private void putJob(String status, String vo) {
        oracle.putJob(new HashMap<>(Map.of("JobID", JOB, "Status", status, "VO", vo)), null);
        oracle.putLogRow(JOB, "Received", "Job accepted", "Unknown", NOW.minusSeconds(60), "JobManager");
    }

    private Outcome setMinorStatus() throws JsonProcessingException {
        JsonNode updates = json("{\"2026-06-01T11:59:59Z\":{\"MinorStatus\":\"m\"}}");
        return oracle.setJobStatuses(Map.of(JOB, updates), NOW, false, Map.of());
    }

    private void setMetadata(String members) throws JsonProcessingException {
        assertThat(oracle.setMetadata(Map.of(JOB, json(members)), NOW)).isInstanceOf(Outcome.Applied.class);
    }

    private Snapshot.JobRow row() {
        return oracle.snapshot().jobs().get(JOB);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
