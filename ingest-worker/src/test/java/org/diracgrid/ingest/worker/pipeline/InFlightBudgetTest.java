package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Exhausted at the bound, of records or of bytes, and until half of it is free again. */
class InFlightBudgetTest {

    @Test
    void isExhaustedFromTheBoundDownToHalfOfIt() {
        InFlightBudget budget = new InFlightBudget(4, 1_000);
        take(budget, 3, 1);
        assertThat(budget.isExhausted()).isFalse();
        take(budget, 1, 1);
        assertThat(budget.isExhausted()).isTrue();
        budget.giveBack(1);
        assertThat(budget.isExhausted()).isTrue();
        budget.giveBack(1);
        assertThat(budget.isExhausted()).isFalse();
    }

    @Test
    void countsBytesAsWell() {
        InFlightBudget budget = new InFlightBudget(100, 1_000);
        take(budget, 2, 600);
        assertThat(budget.isExhausted()).isTrue();
        budget.giveBack(600);
        assertThat(budget.isExhausted()).isTrue();
        budget.giveBack(600);
        assertThat(budget.isExhausted()).isFalse();
        assertThat(budget.records()).isZero();
        assertThat(budget.bytes()).isZero();
    }

    private static void take(InFlightBudget budget, int records, long bytes) {
        for (int i = 0; i < records; i++) {
            budget.take(bytes);
        }
    }
}
