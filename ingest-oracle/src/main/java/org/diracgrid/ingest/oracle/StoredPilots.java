package org.diracgrid.ingest.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a {@link PilotSnapshot} from a real database, all of it. */
public final class StoredPilots {

    private final Connection connection;
    private final String database;

    private StoredPilots(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    /**
     * Reads the three tables.
     *
     * @param pilotAgentsDb name of the database
     */
    public static PilotSnapshot read(Connection connection, String pilotAgentsDb) throws SQLException {
        return new StoredPilots(connection, pilotAgentsDb).read();
    }

    private PilotSnapshot read() throws SQLException {
        SortedMap<String, List<SortedMap<String, @Nullable String>>> pilots = new TreeMap<>();
        SortedMap<String, List<String>> jobs = new TreeMap<>();
        SortedMap<String, List<String>> outputs = new TreeMap<>();
        SortedMap<String, Integer> ids = new TreeMap<>();
        Map<Integer, String> stamps = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = select(statement, "PilotAgents")) {
                while (rows.next()) {
                    String stamp = rows.getString("PilotStamp");
                    stamps.put(rows.getInt("PilotID"), stamp);
                    ids.put(stamp, rows.getInt("PilotID"));
                    pilots.computeIfAbsent(stamp, s -> new ArrayList<>()).add(columns(rows));
                }
            }
            try (ResultSet rows = select(statement, "JobToPilotMapping")) {
                while (rows.next()) {
                    String time = Stored.time(rows.getObject("StartTime", LocalDateTime.class));
                    jobs.computeIfAbsent(stampOf(stamps, rows), s -> new ArrayList<>())
                            .add(rows.getInt("JobID") + " " + time);
                }
            }
            try (ResultSet rows = select(statement, "PilotOutput")) {
                while (rows.next()) {
                    outputs.put(stampOf(stamps, rows), List.of(text(rows, "StdOutput"), text(rows, "StdError")));
                }
            }
        }
        jobs.values().forEach(texts -> texts.sort(null));
        return new PilotSnapshot(pilots, jobs, outputs, ids);
    }

    private ResultSet select(Statement statement, String table) throws SQLException {
        return statement.executeQuery("SELECT * FROM `" + database + "`." + table);
    }

    private static String stampOf(Map<Integer, String> stamps, ResultSet row) throws SQLException {
        int id = row.getInt("PilotID");
        return stamps.getOrDefault(id, "no pilot " + id);
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static SortedMap<String, @Nullable String> columns(ResultSet row) throws SQLException {
        SortedMap<String, @Nullable String> columns = new TreeMap<>();
        ResultSetMetaData meta = row.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.put(meta.getColumnName(i), column(row, i, meta.getColumnType(i)));
        }
        columns.remove("PilotID");
        columns.remove("PilotStamp");
        return columns;
    }

    private static @Nullable String column(ResultSet row, int index, int type) throws SQLException {
        if (type == Types.TIMESTAMP) {
            LocalDateTime time = row.getObject(index, LocalDateTime.class);
            return time == null ? null : Stored.time(time);
        }
        return type == Types.DOUBLE ? Double.toString(row.getDouble(index)) : row.getString(index);
    }
}
