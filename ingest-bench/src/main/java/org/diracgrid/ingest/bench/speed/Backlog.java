package org.diracgrid.ingest.bench.speed;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.oracle.Difference;

/** A load with what it needs in the tables, and what must become of it. Blocking; used by one thread. */
interface Backlog {

    /** Fills fresh databases with what the events are about. */
    void prepare(Databases databases) throws SQLException;

    /** All messages from the beginning; those of one key in their order. */
    Iterator<Message> messages();

    /** How many events all messages together have; more than were asked for where some are sent again. */
    int size();

    /** Number of the first job in the tables; 0 if there are none. */
    int firstJob();

    /** How much of what there must be in the end. */
    StateCounts expected(List<String> stores);

    /**
     * Everything that is not as DiracX would have left it, row by row and member by member; nothing where the load is too large to
     * be held in memory.
     *
     * @param databases as a contender left them
     * @param from when it began
     */
    List<Difference> differences(Databases databases, List<String> stores, Instant from)
            throws SQLException, IOException, InterruptedException;
}
