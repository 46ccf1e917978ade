package org.diracgrid.ingest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * No worker ends and nothing is left out, whatever happens to the broker and to the topic.
 *
 * <p>{@code -Dingest.chaos.seed=} chooses another run.
 */
@ExtendWith(DevStackExtension.class)
class BrokerChaosIT {

    private static final long SEED = Long.getLong("ingest.chaos.seed", 1);

    @Test
    void whateverHappensToTheBrokerIsSurvived(DevStack stack) throws Exception {
        Path directory = Path.of(System.getProperty("basedir", ""), "target", "chaos-broker");
        ChaosSettings settings = new ChaosSettings(
                ScenarioKind.BROKER,
                SEED,
                1,
                Duration.ofMillis(2_500),
                0,
                0,
                GroupProtocol.COOPERATIVE,
                SchemaFlavour.DIRACX,
                directory);
        Findings findings = new Findings();

        new BrokerScenario().play(new Stage(stack, settings, SEED, new SplittableRandom(SEED), findings));

        findings.figures().forEach((name, value) -> System.out.println(name + ": " + value));
        assertThat(findings.violations()).as("seed %d", SEED).isEmpty();
    }
}
