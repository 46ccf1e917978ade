package org.diracgrid.ingest.chaos;

/** One sort of trouble. Notes what it finds with the stage's {@link Findings}; throws only where it could not be staged. */
@FunctionalInterface
interface Scenario {

    /** Plays one round. */
    void play(Stage stage) throws Exception;
}
