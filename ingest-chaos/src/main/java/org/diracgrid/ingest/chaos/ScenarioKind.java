package org.diracgrid.ingest.chaos;

import java.util.function.Supplier;

/** The scenarios by their names. */
enum ScenarioKind {
    /** Workers are killed and told to end at random moments of a backlog. */
    KILL(KillScenario::new),
    /** Workers join, leave, freeze and die all the time. */
    REBALANCE(RebalanceScenario::new),
    /** Bad events, a hot job, huge values. */
    POISON(PoisonScenario::new),
    /** A heap of 64 MiB before a backlog. */
    MEMORY(MemoryScenario::new),
    /** One store after the other refuses, swallows, cuts, freezes, dies, is read-only, is slow. */
    STORES(StoresScenario::new),
    /** The broker restarts, dies and freezes; a topic is made anew, gets more partitions, loses its beginning. */
    BROKER(BrokerScenario::new),
    /** All of it at once. */
    MIXED(MixedScenario::new);

    private final Supplier<Scenario> maker;

    ScenarioKind(Supplier<Scenario> maker) {
        this.maker = maker;
    }

    Scenario scenario() {
        return maker.get();
    }
}
