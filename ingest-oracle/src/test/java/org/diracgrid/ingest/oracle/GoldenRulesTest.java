package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

/** The small rules by themselves: next state, and the time of a log row on its way through the column. */
class GoldenRulesTest {

    @Test
    void nextStateIsDiracs() {
        for (JsonNode golden : Golden.cases("i-state-machine")) {
            String current = golden.at("/input/current").asText(null);
            String candidate = golden.at("/input/candidate").asText(null);
            JsonNode error = golden.at("/expected/error");
            if (current == null || candidate == null) {
                continue; // Neither can happen here: both columns are NOT NULL, an absent status is not put to the
                // machine.
            }
            if (error.isTextual()) {
                assertThatThrownBy(() -> StateMachine.next(current, candidate))
                        .as(golden.toString())
                        .isInstanceOfSatisfying(
                                FailedCallException.class,
                                e -> assertThat(e.exceptionClass()).isEqualTo(error.textValue()));
            } else {
                assertThat(StateMachine.next(current, candidate))
                        .as(golden.toString())
                        .isEqualTo(golden.at("/expected/next").textValue());
            }
        }
    }

    @Test
    void statusTimeOrderIsWrittenAndReadAsDiracXDoes() {
        for (JsonNode golden : Golden.cases("v-status-time-order")) {
            var stored = TimeColumn.stored(instant(golden.at("/input/time")));

            assertThat(stored.toPlainString())
                    .isEqualTo(golden.at("/expected/StatusTimeOrder").textValue());
            assertThat(TimeColumn.NUMERIC.readBack(stored)).isEqualTo(instant(golden.at("/expected/readBackNumeric")));
            assertThat(TimeColumn.DOUBLE.readBack(stored))
                    .isEqualTo(instant(golden.at("/expected/readBackLegacyDouble")));
        }
    }

    private static Instant instant(JsonNode node) {
        return OffsetDateTime.parse(node.textValue()).toInstant();
    }
}
