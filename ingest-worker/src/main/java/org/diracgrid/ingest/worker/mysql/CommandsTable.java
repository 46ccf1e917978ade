package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.model.lifecycle.KillCommand;

/**
 * Statements on {@code JobDB.JobCommands}.
 *
 * <p>The key is (JobID, ReceptionTime) in DiracX's schema and (JobID, Arguments, ReceptionTime) in DIRAC's, with whole
 * seconds: two kills of a job in one second are one row. Which second a time falls into is the server's affair, so the
 * duplicate is left to it: it changes the row to itself, and no other error is hidden, as INSERT IGNORE would. Immutable.
 */
final class CommandsTable {

    private final String table;

    CommandsTable(TableNames names) {
        this.table = names.jobCommands();
    }

    /** Inserts {@code kills}, ascending by job and time. */
    List<Future<RowSet<Row>>> insert(LaneConnection connection, List<KillCommand> kills) {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<KillCommand> part : RowBuckets.split(kills)) {
            Tuple parameters = Tuple.tuple();
            for (KillCommand kill : part) {
                parameters.addInteger(kill.jobId());
                parameters.addLocalDateTime(SqlTime.of(kill.receptionMicros()));
            }
            answers.add(connection.execute(insertSql(part.size()), parameters));
        }
        return answers;
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(insertSql(1));
    }

    private String insertSql(int rows) {
        return "INSERT INTO " + table + " (JobID, Command, Arguments, Status, ReceptionTime) VALUES "
                + RowBuckets.repeat("(?,'Kill','','Received',?)", rows)
                + " ON DUPLICATE KEY UPDATE JobID = VALUES(JobID)";
    }
}
