package org.diracgrid.ingest.bench.latency;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;

/** Sees what a store shows to anybody who asks it. Confined to one thread. */
interface Sight extends AutoCloseable {

    /**
     * Those of the jobs whose event can be seen.
     *
     * @param jobIds one or more
     */
    Set<Integer> seen(Collection<Integer> jobIds) throws IOException, SQLException, InterruptedException;

    @Override
    void close() throws SQLException;
}
