package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The budget agrees with a list of what is in flight, and between its marks it stays as it was. */
class InFlightBudgetProperties {

    @Property(tries = 300)
    void agreesWithTheModel(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 40) int recordsMax,
            @ForAll @IntRange(min = 1, max = 4_000) int bytesMax,
            @ForAll @IntRange(min = 1, max = 400) int steps) {
        InFlightBudget budget = new InFlightBudget(recordsMax, bytesMax);
        List<Integer> inFlight = new ArrayList<>();
        boolean exhausted = false;
        boolean rising = true;
        for (int step = 0; step < steps; step++) {
            rising ^= random.nextInt(20) == 0;
            if (inFlight.isEmpty() || random.nextInt(10) < (rising ? 7 : 3)) {
                int bytes = random.nextInt(200);
                inFlight.add(bytes);
                budget.take(bytes);
            } else {
                budget.giveBack(inFlight.remove(random.nextInt(inFlight.size())));
            }
            long bytes = inFlight.stream().mapToLong(Integer::longValue).sum();
            boolean isHigh = inFlight.size() >= recordsMax || bytes >= bytesMax;
            boolean isLow = inFlight.size() <= recordsMax / 2 && bytes <= bytesMax / 2;
            exhausted = exhausted ? !isLow : isHigh;

            assertThat(budget.records()).isEqualTo(inFlight.size());
            assertThat(budget.bytes()).isEqualTo(bytes);
            assertThat(budget.isExhausted()).isEqualTo(exhausted);
            assertThat(budget.isExhausted()).as("asked again").isEqualTo(exhausted);
        }
    }
}
