package org.diracgrid.ingest.bench.floor;

import java.io.IOException;
import java.sql.SQLException;

/** Has everything ready that one lane has to write into one store, and a connection to it. Confined to one thread. */
interface LaneWriter extends AutoCloseable {

    /** Writes all of it, one batch after the other. */
    void write() throws IOException, SQLException, InterruptedException;

    @Override
    void close() throws SQLException;
}
