package org.diracgrid.ingest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.diracgrid.ingest.worker.app.IngestCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad usage ends with 2 and says what is allowed; nothing is started. */
class ChaosCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            chaos                                          | Missing required option: '--scenario=NAME'
            chaos --scenario flood                         | "flood" is not allowed; expected one of kill, rebalance
            chaos --scenario kill --kills -1               | --kills: "-1" is not allowed; expected 0 or more
            chaos --scenario kill --events 0               | --events: "0" is not allowed; expected 1 or more
            chaos --scenario kill --rounds 0               | --rounds: "0" is not allowed; expected 1 or more
            chaos --scenario kill --duration soon          | "soon" is not allowed; expected for example 500ms, 60s or 5m
            chaos --scenario rebalance --protocol anarchy  | expected one of eager, cooperative, consumer, static
            chaos --scenario kill --flavour plain          | --flavour
            """)
    void namesWhatIsWrong(String words, String message) {
        assertThat(ingest(words.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpNamesEveryScenario() {
        assertThat(ingest("chaos", "--help")).isZero();
        for (ScenarioKind kind : ScenarioKind.values()) {
            assertThat(out.toString()).contains(LowerCaseNames.of(kind));
        }
    }

    private int ingest(String... words) {
        return IngestCommand.commandLine(Map.of())
                .addSubcommand(new ChaosCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
