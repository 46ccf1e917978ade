package org.diracgrid.ingest.bench.speed;

import org.diracgrid.ingest.bench.load.Family;

/** Somebody who can be measured on some families of events. Immutable. */
public interface Entrant {

    /** What it is called on the command line and in the table. */
    String name();

    boolean takes(Family family);

    /** Whether it reads what was published; the floor does not. */
    boolean readsTopics();

    /** Whether it promises that {@code count}, one of the names of counted things, is in the end what DiracX would make it. */
    boolean promises(String count);

    /** How to start it for a part of a race. */
    Contender contender(Race race, Race.Part part);
}
