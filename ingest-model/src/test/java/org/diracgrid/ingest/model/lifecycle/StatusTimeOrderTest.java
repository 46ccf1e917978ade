package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.diracgrid.ingest.model.Golden;
import org.junit.jupiter.api.Test;

class StatusTimeOrderTest {

    @Test
    void writesAndReadsBackAsDiracxDoes() {
        var cases = Golden.cases("v-status-time-order");

        assertThat(cases).hasSize(400);
        for (var golden : cases) {
            var expected = golden.get("expected");
            long micros = Golden.micros(golden.get("input").get("time"));
            long order = StatusTimeOrder.toMillis(micros);
            assertThat(StatusTimeOrder.toDecimal(micros))
                    .as("%s", golden)
                    .isEqualTo(new BigDecimal(expected.get("StatusTimeOrder").asText()));
            assertThat(StatusTimeOrder.readBackMicros(order, TimeOrderColumn.NUMERIC))
                    .as("%s", golden)
                    .isEqualTo(Golden.micros(expected.get("readBackNumeric")));
            assertThat(StatusTimeOrder.readBackMicros(order, TimeOrderColumn.DOUBLE))
                    .as("%s", golden)
                    .isEqualTo(Golden.micros(expected.get("readBackLegacyDouble")));
        }
    }

    @Test
    void holdsNothingThatDecimal12Dot3DoesNot() {
        assertThat(StatusTimeOrder.canHold(Golden.micros("1978-07-23T00:00:00.001Z")))
                .isTrue();
        assertThat(StatusTimeOrder.canHold(Golden.micros("1978-07-23T00:00:00Z")))
                .isFalse();
        assertThat(StatusTimeOrder.canHold(Golden.micros("2041-12-07T03:33:19.999Z")))
                .isTrue();
        assertThat(StatusTimeOrder.canHold(Golden.micros("2041-12-07T03:33:20Z")))
                .isFalse();
    }
}
