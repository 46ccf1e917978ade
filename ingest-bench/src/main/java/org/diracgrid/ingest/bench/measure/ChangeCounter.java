package org.diracgrid.ingest.bench.measure;

import java.io.IOException;
import java.sql.SQLException;

/** Says how much a store has been changed so far: a number that grows with every change, and with nothing else. */
@FunctionalInterface
public interface ChangeCounter {

    long read() throws IOException, SQLException, InterruptedException;
}
