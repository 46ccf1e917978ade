package org.diracgrid.ingest.bench.floor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.diracgrid.ingest.bench.floor.PilotBatch.NewJob;
import org.diracgrid.ingest.bench.floor.PilotBatch.NewPilot;
import org.diracgrid.ingest.bench.floor.SqlText.Column;
import org.diracgrid.ingest.model.event.PilotAttribute;

/** Writes batches of pilots on one connection, each in one transaction. Confined to one thread. */
final class PilotTables implements LaneWriter {

    private static final String ID = "PilotID";
    private static final String UPDATED = "LastUpdateTime";

    /** Those that no event changes; behind them come all of {@link PilotAttribute}. */
    private static final List<String> FIXED_COLUMNS =
            List.of(ID, "InitialJobID", "PilotJobReference", "PilotStamp", "VO", "SubmissionTime", UPDATED);

    private static final List<String> JOB_COLUMNS = List.of(ID, "JobID", "StartTime");

    /**
     * A batch with its texts.
     *
     * @param update empty if there is nothing to update
     * @param changes its parameter
     */
    private record Ready(PilotBatch batch, String update, String changes) {}

    private final LaneConnection connection;
    private final String pilots;
    private final String jobs;
    private final List<Ready> batches;

    /** @param connection its own; may write the tables of {@code stores} */
    PilotTables(Connection connection, Stores stores, List<PilotBatch> batches) throws SQLException {
        this.connection = new LaneConnection(connection);
        this.pilots = stores.table("PilotAgentsDB", "PilotAgents");
        this.jobs = stores.table("PilotAgentsDB", "JobToPilotMapping");
        this.batches = batches.stream().map(this::ready).toList();
    }

    @Override
    public void write() throws SQLException {
        for (Ready ready : batches) {
            PilotBatch batch = ready.batch();
            connection.insert(
                    rows -> SqlText.insert(pilots, columns(), rows),
                    batch.pilots(),
                    (statement, before, pilot) -> bind(statement, before, pilot, batch.updatedMicros()));
            connection.insert(rows -> SqlText.insert(jobs, JOB_COLUMNS, rows), batch.jobs(), PilotTables::bind);
            if (!ready.update().isEmpty()) {
                connection.update(ready.update(), ready.changes());
            }
            connection.commit();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(FIXED_COLUMNS);
        for (PilotAttribute attribute : PilotAttribute.values()) {
            columns.add(attribute.column());
        }
        return columns;
    }

    private Ready ready(PilotBatch batch) {
        if (batch.changes().isEmpty()) {
            return new Ready(batch, "", "");
        }
        Set<PilotAttribute> changed = batch.changes().values().stream()
                .flatMap(columns -> columns.keySet().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(PilotAttribute.class)));
        List<Column> columns = new ArrayList<>();
        changed.forEach(column -> columns.add(new Column(column.column(), type(column))));
        columns.add(new Column(UPDATED, "DATETIME(6)"));
        SortedMap<Integer, Map<String, Object>> named = new TreeMap<>();
        batch.changes().forEach((pilotId, values) -> {
            Map<String, Object> row = new HashMap<>();
            values.forEach((column, value) -> row.put(column.column(), value));
            row.put(UPDATED, SqlText.timeText(batch.updatedMicros()));
            named.put(pilotId, row);
        });
        return new Ready(batch, SqlText.update(pilots, ID, columns), SqlText.json(ID, named));
    }

    private static String type(PilotAttribute column) {
        return switch (column.type()) {
            case TEXT -> "VARCHAR(" + column.charactersMax() + ") CHARACTER SET utf8mb4";
            case STATUS -> "VARCHAR(32) CHARACTER SET utf8mb4";
            case FLAG -> "VARCHAR(8) CHARACTER SET utf8mb4";
            case INTEGER -> "BIGINT";
            case DOUBLE -> "DOUBLE";
        };
    }

    private static int bind(PreparedStatement statement, int before, NewPilot pilot, long updatedMicros)
            throws SQLException {
        statement.setInt(before + 1, pilot.pilotId());
        statement.setInt(before + 2, 0);
        statement.setString(before + 3, pilot.registration().reference());
        statement.setString(before + 4, pilot.registration().stamp());
        statement.setString(before + 5, pilot.registration().vo());
        statement.setObject(before + 6, SqlText.time(pilot.registration().submissionMicros()));
        statement.setObject(before + 7, SqlText.time(updatedMicros));
        int parameter = before + FIXED_COLUMNS.size();
        for (PilotAttribute attribute : PilotAttribute.values()) {
            statement.setObject(++parameter, pilot.columns().get(attribute));
        }
        return parameter;
    }

    private static int bind(PreparedStatement statement, int before, NewJob job) throws SQLException {
        statement.setInt(before + 1, job.pilotId());
        statement.setInt(before + 2, job.jobId());
        statement.setObject(before + 3, SqlText.time(job.startMicros()));
        return before + JOB_COLUMNS.size();
    }
}
