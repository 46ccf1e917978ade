package org.diracgrid.ingest.chaos;

/** The scenarios by their names. */
enum ScenarioKind {
    /** Workers are killed and told to end at random moments of a backlog. */
    KILL,
    /** Workers join, leave, freeze and die all the time. */
    REBALANCE,
    /** Bad events, a hot job, huge values. */
    POISON,
    /** A heap of 64 MiB before a backlog. */
    MEMORY,
    /** One store after the other refuses, swallows, cuts, freezes, dies, is read-only, is slow. */
    STORES,
    /** The broker restarts, dies and freezes; a topic is made anew, gets more partitions, loses its beginning. */
    BROKER,
    /** All of it at once. */
    MIXED;

    /** A new one, for one round. */
    Scenario scenario() {
        return switch (this) {
            case KILL -> new KillScenario();
            case REBALANCE -> new RebalanceScenario();
            case POISON -> new PoisonScenario();
            case MEMORY -> new MemoryScenario();
            case STORES -> new StoresScenario();
            case BROKER -> new BrokerScenario();
            case MIXED -> new MixedScenario();
        };
    }
}
