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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The shapes of statements that were fastest when shapes were compared: prepared INSERTs of many rows, and one UPDATE that joins
 * the table with a JSON array of changes. Stateless.
 */
final class SqlText {

    /**
     * A column that an update may set.
     *
     * @param type of the column, as long as it is and no longer
     */
    record Column(String name, String type) {}

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private SqlText() {}

    /** An INSERT of so many rows. */
    static String insert(String table, List<String> columns, int rows) {
        String row = '(' + String.join(",", Collections.nCopies(columns.size(), "?")) + ')';
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES "
                + String.join(",", Collections.nCopies(rows, row));
    }

    /** An UPDATE by number, whose one parameter is {@link #json}. A column that a row does not name stays as it is. */
    static String update(String table, String id, List<Column> columns) {
        String types = columns.stream()
                .map(column -> ", " + column.name() + ' ' + column.type() + " PATH '$." + column.name() + "'")
                .collect(Collectors.joining());
        String sets = columns.stream()
                .map(Column::name)
                .map(name -> "j." + name + " = COALESCE(t." + name + ", j." + name + ')')
                .collect(Collectors.joining(", "));
        return "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (" + id + " INT PATH '$." + id + "'" + types
                + ")) AS t STRAIGHT_JOIN " + table + " AS j FORCE INDEX (PRIMARY) ON j." + id + " = t." + id + " SET "
                + sets;
    }

    /** Changes by number, each with the columns that it sets. */
    static String json(String id, SortedMap<Integer, Map<String, Object>> changes) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (var change : changes.entrySet()) {
                json.writeStartObject();
                json.writeNumberField(id, change.getKey());
                for (var column : change.getValue().entrySet()) {
                    json.writeFieldName(column.getKey());
                    json.writeObject(column.getValue()); // A text or a number.
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer cannot fail", e);
        }
        return text.toString();
    }

    /** A time as the server takes it, with all microseconds: whether they are cut or rounded is its business. */
    static LocalDateTime time(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1_000, ZoneOffset.UTC);
    }

    static String timeText(long micros) {
        return TIME.format(time(micros));
    }
}
