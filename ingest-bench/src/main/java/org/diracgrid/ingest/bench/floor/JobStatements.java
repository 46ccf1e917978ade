package org.diracgrid.ingest.bench.floor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.diracgrid.ingest.model.event.JobAttribute;

/**
 * The shapes of statements that were fastest when shapes were compared: prepared multi-row INSERTs of a few fixed sizes, and
 * one UPDATE that joins the table with a JSON array of changes. Stateless.
 */
final class JobStatements {

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private JobStatements() {}

    static String insertLogRows(String table, int rows) {
        return "INSERT INTO " + table + " (JobID, SeqNum, Status, MinorStatus, ApplicationStatus, StatusTime,"
                + " StatusTimeOrder, StatusSource) VALUES " + repeat("(?,?,?,?,?,?,?,?)", rows);
    }

    static String insertHeartbeatRows(String table, int rows) {
        return "INSERT INTO " + table + " (JobID, Name, HeartBeatTime, Value) VALUES " + repeat("(?,?,?,?)", rows);
    }

    static String updateJobs(String table, Set<JobAttribute> columns) {
        String types = columns.stream()
                .map(column -> ", " + column.column() + ' ' + type(column) + " PATH '$." + column.column() + "'")
                .collect(Collectors.joining());
        String sets = columns.stream()
                .map(JobAttribute::column)
                .map(name -> "j." + name + " = COALESCE(t." + name + ", j." + name + ')')
                .collect(Collectors.joining(", "));
        return "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (JobID INT PATH '$.JobID'" + types + ")) AS t STRAIGHT_JOIN "
                + table + " AS j FORCE INDEX (PRIMARY) ON j.JobID = t.JobID SET " + sets;
    }

    /** Columns that any of {@code changes} has; one or more. */
    static Set<JobAttribute> columns(SortedMap<Integer, Map<JobAttribute, Object>> changes) {
        return changes.values().stream()
                .flatMap(columns -> columns.keySet().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(JobAttribute.class)));
    }

    /** The changes as {@link #updateJobs} takes them. */
    static String json(SortedMap<Integer, Map<JobAttribute, Object>> changes) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (var job : changes.entrySet()) {
                json.writeStartObject();
                json.writeNumberField("JobID", job.getKey());
                for (var change : job.getValue().entrySet()) {
                    json.writeFieldName(change.getKey().column());
                    write(json, change.getKey(), change.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer cannot fail", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, JobAttribute column, Object value) throws IOException {
        switch (column.type()) {
            case TEXT, VERIFIED, ACCOUNTED -> json.writeString((String) value);
            case TIME -> json.writeString(TIME.format(time((Long) value)));
            case INTEGER -> json.writeNumber((Integer) value);
        }
    }

    static LocalDateTime time(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1_000, ZoneOffset.UTC);
    }

    private static String type(JobAttribute column) {
        return switch (column.type()) {
            case TEXT -> "VARCHAR(" + column.charactersMax() + ") CHARACTER SET utf8mb4";
            case VERIFIED, ACCOUNTED -> "VARCHAR(8) CHARACTER SET utf8mb4";
            case TIME -> "DATETIME(6)";
            case INTEGER -> "BIGINT";
        };
    }

    private static String repeat(String row, int times) {
        return String.join(",", Collections.nCopies(times, row));
    }
}
