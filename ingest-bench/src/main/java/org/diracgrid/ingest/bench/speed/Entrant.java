package org.diracgrid.ingest.bench.speed;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.diracgrid.ingest.bench.load.Family;

/** Somebody who can be measured on some families of events. Immutable. */
interface Entrant {

    /** A look at what only this entrant writes. */
    @FunctionalInterface
    interface Check {

        /** Nothing is looked at. */
        Check NOTHING = List::of;

        /** One sentence for everything that is not as it should be. */
        List<String> problems() throws SQLException;
    }

    /** What it is called on the command line and in the table. */
    String name();

    boolean takes(Family family);

    /** Whether it reads what was published; the floor does not. */
    boolean readsTopics();

    /** Whether it promises that {@code count}, one of the names of counted things, is in the end what DiracX would make it. */
    boolean promises(String count);

    /**
     * Whether it begins again at the first event in each part, with fresh stores, because it cannot go on where it ended. The
     * difference of the two parts says the same then.
     */
    default boolean startsAfresh() {
        return false;
    }

    /** Makes what only it needs, when the part's events are published and before it is started. */
    default Check prepare(Ground ground) throws SQLException, IOException, InterruptedException {
        return Check.NOTHING;
    }

    /** How to start it for a part of a race. */
    Contender contender(Race race, Race.Part part);
}
