package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.pilot.PilotRow;
import org.diracgrid.ingest.model.pilot.PilotState;

/**
 * Statements on {@code PilotAgentsDB.PilotAgents}. Rows are found by name without locks, because there is no index on
 * {@code PilotStamp} as a rule and every row would be locked, and then locked by number, ascending.
 *
 * <p>Immutable.
 */
final class PilotsTable {

    private static final String ID = "PilotID";
    private static final String LAST_UPDATE = "LastUpdateTime";

    /** A pilot as a look-up found it. */
    record Found(int pilotId, String stamp) {}

    private final String table;

    PilotsTable(PilotTableNames names) {
        this.table = names.pilots();
    }

    /** The pilots that have one of {@code texts} in {@code column}; each statement may be a scan. */
    Future<List<Found>> find(LaneConnection connection, PilotName.Column column, Collection<String> texts) {
        return select(connection, findSql(column), texts);
    }

    /** Locks and reads the rows of {@code pilotIds} (ascending); those that do not exist are missing from the answer. */
    Future<List<PilotRow>> lock(LaneConnection connection, List<Integer> pilotIds) {
        List<PilotRow> rows = new ArrayList<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Integer> part : RowBuckets.padded(pilotIds)) {
            answers.add(connection
                    .execute(lockSql(part.size()), Tuple.tuple(new ArrayList<>(part)))
                    .onSuccess(found -> found.forEach(row ->
                            rows.add(new PilotRow(id(row), row.getString(1), row.getString(2), row.getString(3))))));
        }
        return Future.all(answers).map(rows);
    }

    /** Writes what changed of {@code pilots} (ascending by number), and nothing else of their rows. */
    List<Future<RowSet<Row>>> update(LaneConnection connection, List<PilotState> pilots) {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (int from = 0; from < pilots.size(); from += RowBuckets.ROWS_MAX) {
            List<PilotState> part = pilots.subList(from, Math.min(from + RowBuckets.ROWS_MAX, pilots.size()));
            answers.add(connection.execute(updateSql(), Tuple.of(json(part))));
        }
        return answers;
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(
                findSql(PilotName.Column.STAMP).apply(1),
                findSql(PilotName.Column.REFERENCE).apply(1),
                lockSql(1),
                updateSql());
    }

    static Future<List<Found>> select(
            LaneConnection connection, Function<Integer, String> sql, Collection<String> texts) {
        List<Found> pilots = new ArrayList<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<String> part : RowBuckets.padded(List.copyOf(texts))) {
            answers.add(connection
                    .execute(sql.apply(part.size()), Tuple.tuple(new ArrayList<>(part)))
                    .onSuccess(found -> found.forEach(row -> pilots.add(new Found(id(row), row.getString(1))))));
        }
        return Future.all(answers).map(pilots);
    }

    private Function<Integer, String> findSql(PilotName.Column column) {
        return texts -> "SELECT PilotID, PilotStamp FROM " + table + where(column, texts);
    }

    static String where(PilotName.Column column, int texts) {
        String name =
                switch (column) {
                    case STAMP -> "PilotStamp";
                    case REFERENCE -> "PilotJobReference";
                };
        return " WHERE " + name + " IN (" + RowBuckets.repeat("?", texts) + ')';
    }

    private String lockSql(int pilots) {
        return "SELECT PilotID, PilotStamp, PilotJobReference, VO FROM " + table
                + " FORCE INDEX (PRIMARY) WHERE PilotID IN (" + RowBuckets.repeat("?", pilots)
                + ") ORDER BY PilotID FOR UPDATE";
    }

    /**
     * One text for any number of rows and any columns of them, see {@link JobsTable}; the rows are locked, so a column that
     * one of them does not name keeps its value.
     */
    private String updateSql() {
        StringBuilder types = new StringBuilder();
        StringBuilder sets = new StringBuilder();
        for (PilotAttribute column : PilotAttribute.values()) {
            String name = column.column();
            types.append(", " + name + ' ' + sqlType(column) + path(name, "NULL ON EMPTY ERROR ON ERROR"));
            sets.append("p." + name + " = COALESCE(t." + name + ", p." + name + "), ");
        }
        types.append(", " + LAST_UPDATE + " DATETIME(6)" + path(LAST_UPDATE, "ERROR ON EMPTY ERROR ON ERROR"));
        sets.append("p.LastUpdateTime = GREATEST(COALESCE(p.LastUpdateTime, t.LastUpdateTime), t.LastUpdateTime)");
        return "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (" + ID + " BIGINT" + path(ID, "ERROR ON ERROR") + types
                + ")) AS t STRAIGHT_JOIN " + table + " AS p FORCE INDEX (PRIMARY) ON p." + ID + " = t." + ID + " SET "
                + sets;
    }

    private static String path(String name, String otherwise) {
        return " PATH '$." + name + "' " + otherwise;
    }

    private static String sqlType(PilotAttribute column) {
        return switch (column.type()) {
            case TEXT -> "VARCHAR(" + column.charactersMax() + ") CHARACTER SET utf8mb4";
            case STATUS -> "VARCHAR(32) CHARACTER SET utf8mb4";
            case FLAG -> "VARCHAR(8) CHARACTER SET utf8mb4";
            case INTEGER -> "BIGINT";
            case DOUBLE -> "DOUBLE";
        };
    }

    private static String json(List<PilotState> pilots) {
        JsonArray rows = new JsonArray(new ArrayList<>(pilots.size()));
        for (PilotState pilot : pilots) {
            JsonObject row = new JsonObject()
                    .put(ID, Objects.requireNonNull(pilot.row()).pilotId())
                    .put(LAST_UPDATE, SqlTime.text(Objects.requireNonNull(pilot.lastUpdateMicros())));
            pilot.columns().forEach((column, value) -> row.put(column.column(), value));
            rows.add(row);
        }
        return rows.encode();
    }

    /** DIRAC's numbers are unsigned, and end where DiracX's do. */
    private static int id(Row row) {
        return Math.toIntExact(row.getLong(0));
    }
}
