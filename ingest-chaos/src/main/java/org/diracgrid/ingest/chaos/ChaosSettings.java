package org.diracgrid.ingest.chaos;

import java.nio.file.Path;
import java.time.Duration;
import org.diracgrid.ingest.devstack.SchemaFlavour;

/**
 * What is to be done to the workers.
 *
 * @param scenario which faults
 * @param seed of the first round; the next ones count up
 * @param rounds how many times, each on databases and topics of its own
 * @param duration how long faults go on in one round, where time decides
 * @param events about how many are published in one round, where their number decides
 * @param kills how many workers are killed or told to end while they are ingested
 * @param protocol how workers share the partitions
 * @param flavour whose tables
 * @param directory where the servers' data and the workers' logs go
 */
record ChaosSettings(
        ScenarioKind scenario,
        long seed,
        int rounds,
        Duration duration,
        int events,
        int kills,
        GroupProtocol protocol,
        SchemaFlavour flavour,
        Path directory) {

    /** Where the workers' logs go, which outlive the run. */
    Path logs() {
        return directory.resolveSibling(directory.getFileName() + "-logs");
    }
}
