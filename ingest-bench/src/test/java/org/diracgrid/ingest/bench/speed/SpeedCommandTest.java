package org.diracgrid.ingest.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.diracgrid.ingest.bench.BenchCommand;
import org.diracgrid.ingest.demo.IngestMain;
import org.junit.jupiter.api.Test;

/** What is not allowed is named before anything is started. */
class SpeedCommandTest {

    @Test
    void namesABadOption() {
        refused("--family: \"jobs\" is not allowed; expected one of status, heartbeat", "--family=status,jobs");
        refused("--events: \"0\" is not allowed; expected 1 or more", "--events=0");
        refused("--lanes: \"0\" is not allowed", "--lanes=4,0");
        refused("--batch: \"-1\" is not allowed", "--batch=-1");
        refused("--repeat: \"0\" is not allowed", "--repeat=0");
        refused("--against: \"flink\" is not allowed; expected one of floor", "--against=flink");
        refused("--stores: \"redis\" is not allowed", "--stores=redis");
        refused("--heap: \"lots\" is not allowed; expected a size such as 512m", "--heap=lots");
    }

    private static void refused(String message, String option) {
        StringWriter err = new StringWriter();
        int exitCode = IngestMain.commandLine(Map.of())
                .addSubcommand(new BenchCommand())
                .setErr(new PrintWriter(err, true))
                .execute("bench", "speed", option);

        assertThat(exitCode).as(option).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }
}
