package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.diracgrid.ingest.model.pilot.PilotOutput;
import org.jspecify.annotations.Nullable;

/**
 * Statements on {@code PilotAgentsDB.PilotOutput}. One row a statement: a row may be larger than all others of a batch
 * together, and packets have an end. Immutable.
 */
final class PilotOutputTable {

    private final String table;

    PilotOutputTable(PilotTableNames names) {
        this.table = names.output();
    }

    /** Writes what {@code output} says; a text that it leaves out stays, or begins empty, which DiracX's column needs. */
    Future<RowSet<Row>> write(LaneConnection connection, int pilotId, PilotOutput output) {
        Tuple parameters = Tuple.tuple()
                .addInteger(pilotId)
                .addString(orEmpty(output.standardOutput()))
                .addString(orEmpty(output.standardError()))
                .addInteger(isGiven(output.standardOutput()))
                .addInteger(isGiven(output.standardError()));
        return connection.execute(writeSql(), parameters);
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(writeSql());
    }

    private String writeSql() {
        return "INSERT INTO " + table + " (PilotID, StdOutput, StdError) VALUES (?,?,?) ON DUPLICATE KEY UPDATE"
                + " StdOutput = IF(?, VALUES(StdOutput), StdOutput), StdError = IF(?, VALUES(StdError), StdError)";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static int isGiven(@Nullable String text) {
        return text == null ? 0 : 1;
    }
}
