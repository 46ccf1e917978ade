package org.diracgrid.ingest.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** The rules of DiracX that one gets right in a day. */
class SimpleJobTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NEWEST = 100;

    @Test
    void logsAsItWasAskedAndChangesTheColumns() {
        SimpleJob job = new SimpleJob("Matched", false, false, NEWEST, false);

        var logged =
                job.take(100, update("'Status':'Running','MinorStatus':'Job Initialization','Source':'JobWrapper'"));

        assertThat(logged).isEqualTo(new SimpleJob.Logged("Running", "Job Initialization", "idem", "JobWrapper"));
        assertThat(job.status).isEqualTo("Running");
        assertThat(job.minorStatus).isEqualTo("Job Initialization");
        assertThat(job.applicationStatus).isNull();
        assertThat(job.startMicros).isEqualTo(100);
        assertThat(job.heartBeatMicros).isEqualTo(100);
        assertThat(job.endMicros).isNull();
        assertThat(job.isKilled()).isFalse();
    }

    @Test
    void keepsTheStateWhereTheMachineRefusesAndSaysSo() {
        SimpleJob job = new SimpleJob("Waiting", false, false, NEWEST, false);

        assertThat(job.take(101, update("'Status':'Running'")))
                .isEqualTo(new SimpleJob.Logged("Waiting", "idem", "idem", "Unknown(SM)"));
        assertThat(job.take(102, update("'Status':'Done'")).status()).isEqualTo("Waiting");
        assertThat(job.status).isEqualTo("Waiting");
        assertThat(job.startMicros).isEqualTo(101); // also the refused ones count
        assertThat(job.endMicros).isEqualTo(102);
        assertThat(job.heartBeatMicros).isNull();
    }

    @Test
    void forceLeavesTheMachineOutAndTheCurrentStatusWhereItWas() {
        SimpleJob job = new SimpleJob("Waiting", false, false, NEWEST, true);

        assertThat(job.take(101, update("'Status':'Done'")).status()).isEqualTo("Done");
        assertThat(job.status).isEqualTo("Done");
        assertThat(job.take(102, update("'MinorStatus':''")))
                .isEqualTo(new SimpleJob.Logged("idem", "", "idem", "Unknown"));
        assertThat(job.status).isEqualTo("Waiting");
        assertThat(SimpleJob.unlessEmpty(job.minorStatus)).isNull();
    }

    @Test
    void logsALateUpdateAndLeavesTheStatusAlone() {
        SimpleJob job = new SimpleJob("Done", true, false, Long.MAX_VALUE, false);

        assertThat(job.take(99, update("'Status':'Killed','Source':'Heartbeat'")))
                .isEqualTo(new SimpleJob.Logged("Killed", "idem", "idem", "Heartbeat"));
        assertThat(job.status).isNull();
        assertThat(job.isKilled()).isFalse();
        assertThat(job.heartBeatMicros).isEqualTo(99);
        assertThat(job.endMicros).isEqualTo(99);
    }

    @Test
    void stalledJobThatIsReportedRuns() {
        SimpleJob job = new SimpleJob("Stalled", true, false, NEWEST, false);

        assertThat(job.take(100, update("'MinorStatus':'Application'")).status())
                .isEqualTo("idem");
        assertThat(job.status).isEqualTo("Running");
        assertThat(job.take(101, update("'Status':'Killed'")).status()).isEqualTo("Killed");
        assertThat(job.isKilled()).isTrue();
    }

    @Test
    void cutsWhatTheLogCuts() {
        SimpleJob job = new SimpleJob("Running", true, false, NEWEST, false);

        var logged = job.take(
                100, update("'ApplicationStatus':'" + "ü".repeat(300) + "','Source':'" + "s".repeat(40) + "'"));

        assertThat(logged.applicationStatus()).hasSize(255);
        assertThat(logged.source()).hasSize(32);
        assertThat(job.applicationStatus).hasSize(300);
    }

    private static JsonNode update(String members) {
        try {
            return JSON.readTree(("{" + members + "}").replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
