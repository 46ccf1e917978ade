package org.diracgrid.ingest.demo.trial;

import org.diracgrid.ingest.devstack.SchemaFlavour;

/**
 * What a trial is made of.
 *
 * @param name of its databases and of the worker's groups; letters, digits and underscores
 * @param flavour whose tables
 * @param partitions of each topic
 * @param monotonic whether HeartBeatTime never goes back through a heartbeat, for the oracle and the worker
 */
public record TrialSettings(String name, SchemaFlavour flavour, int partitions, boolean monotonic) {

    /** Six partitions and the worker's defaults. */
    public static TrialSettings of(String name, SchemaFlavour flavour) {
        return new TrialSettings(name, flavour, 6, true);
    }

    public TrialSettings withPartitions(int number) {
        return new TrialSettings(name, flavour, number, monotonic);
    }
}
