package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.model.pilot.PilotJob;

/**
 * Statements on {@code PilotAgentsDB.JobToPilotMapping}.
 *
 * <p>DIRAC's table has no key, so a pair is stored only after it was looked for, and always while its pilot's row is locked:
 * no two workers are there at a time. DiracX locks nothing. Where the table has DiracX's key, a pair that its API stores in
 * between stays as it is; without the key it would be there twice. Immutable.
 */
final class PilotJobsTable {

    /**
     * One row.
     *
     * @param startMicros {@code StartTime}
     */
    record Pair(int pilotId, int jobId, long startMicros) {}

    private final String table;

    PilotJobsTable(PilotTableNames names) {
        this.table = names.mapping();
    }

    /** All pairs of {@code pilotIds}. */
    Future<Set<PilotJob>> read(LaneConnection connection, List<Integer> pilotIds) {
        Set<PilotJob> pairs = new HashSet<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Integer> part : RowBuckets.padded(pilotIds)) {
            answers.add(connection
                    .execute(readSql(part.size()), Tuple.tuple(new ArrayList<>(part)))
                    .onSuccess(found -> found.forEach(row -> pairs.add(
                            new PilotJob(Math.toIntExact(row.getLong(0)), Math.toIntExact(row.getLong(1)))))));
        }
        return Future.all(answers).map(pairs);
    }

    /** Inserts {@code pairs}, none of which is there, ascending by pilot and job. */
    List<Future<RowSet<Row>>> insert(LaneConnection connection, List<Pair> pairs) {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Pair> part : RowBuckets.split(pairs)) {
            Tuple parameters = Tuple.tuple();
            for (Pair pair : part) {
                parameters.addInteger(pair.pilotId());
                parameters.addInteger(pair.jobId());
                parameters.addLocalDateTime(SqlTime.of(pair.startMicros()));
            }
            answers.add(connection.execute(insertSql(part.size()), parameters));
        }
        return answers;
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(readSql(1), insertSql(1));
    }

    private String readSql(int pilots) {
        return "SELECT PilotID, JobID FROM " + table + " WHERE PilotID IN (" + RowBuckets.repeat("?", pilots) + ')';
    }

    private String insertSql(int rows) {
        return "INSERT INTO " + table + " (PilotID, JobID, StartTime) VALUES " + RowBuckets.repeat("(?,?,?)", rows)
                + " ON DUPLICATE KEY UPDATE JobID = VALUES(JobID)";
    }
}
