package org.diracgrid.ingest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every scenario in a short form: no guarantee is broken. {@code ./ingest chaos} plays the long ones.
 *
 * <p>{@code -Dingest.chaos.seed=} chooses another run.
 */
@ExtendWith(DevStackExtension.class)
class ChaosIT {

    private static final long SEED = Long.getLong("ingest.chaos.seed", 1);
    private static final Path DIRECTORY = Path.of(System.getProperty("basedir", ""), "target", "chaos");

    private final DevStack stack;

    ChaosIT(DevStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @CsvSource({
        "KILL,      PT0S,   5000, 4, STATIC,      DIRAC",
        "REBALANCE, PT6S,      0, 0, EAGER,       DIRACX",
        "REBALANCE, PT6S,      0, 0, COOPERATIVE, DIRACX",
        "REBALANCE, PT6S,      0, 0, CONSUMER,    DIRACX",
        "REBALANCE, PT6S,      0, 0, STATIC,      DIRACX",
        "STORES,    PT2.5S,    0, 0, COOPERATIVE, DIRACX",
        "BROKER,    PT2.5S,    0, 0, COOPERATIVE, DIRACX",
        "POISON,    PT0S,   6000, 0, COOPERATIVE, DIRAC",
        "MEMORY,    PT0S,  20000, 0, COOPERATIVE, DIRACX",
        "MIXED,     PT10S,     0, 0, EAGER,       DIRAC",
    })
    void everyGuaranteeHolds(
            ScenarioKind kind, Duration duration, int events, int kills, GroupProtocol protocol, SchemaFlavour flavour)
            throws Exception {
        Findings findings = new Findings();
        ChaosSettings settings =
                new ChaosSettings(kind, SEED, 1, duration, events, kills, protocol, flavour, DIRECTORY);

        kind.scenario().play(new Stage(stack, settings, SEED, new SplittableRandom(SEED), findings));

        System.out.println(kind + " " + protocol + " " + findings.figures());
        assertThat(findings.violations()).as("ingest.chaos.seed=%d", SEED).isEmpty();
    }
}
