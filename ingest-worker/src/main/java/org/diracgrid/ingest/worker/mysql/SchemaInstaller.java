package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.diracgrid.ingest.worker.port.StoreException;

/**
 * Runs a schema script on an empty database, for development. A database that holds tables is only compared with the
 * script. Stateless.
 */
public final class SchemaInstaller {

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (?:IF NOT EXISTS )?`?(\\w+)`?");
    private static final Pattern COLUMN = Pattern.compile("(?m)^ {2}`?(\\w+)`? (\\w+)(?:\\([^)]*\\))?( UNSIGNED)?");
    private static final Pattern NO_COLUMN = Pattern.compile("PRIMARY|KEY|UNIQUE|INDEX|FOREIGN|CONSTRAINT|CHECK");
    private static final Map<String, String> SYNONYMS =
            Map.of("integer", "int", "numeric", "decimal", "bool", "tinyint", "boolean", "tinyint");

    private static final String TABLES = "SELECT TABLE_NAME FROM information_schema.TABLES"
            + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'";
    private static final String COLUMNS = "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE"
            + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";

    private SchemaInstaller() {}

    /** What was found or done. */
    public enum Result {
        CREATED,
        /** The tables of the script are there, with its columns. */
        EXISTS,
        /** There are tables, and they are not those of the script; nothing was changed. */
        DIFFERS
    }

    /**
     * Creates the tables of {@code script} where there are none.
     *
     * @param script statements that end with a semicolon at the end of a line; comments on lines of their own; each
     *     column on a line of its own, indented by two blanks
     * @return what was done; or a failure with a {@link StoreException}
     */
    public static Future<Result> install(Vertx vertx, DatabaseUrl url, String script) {
        return MySQLConnection.connect(vertx, MySqlOptions.connect(vertx, url))
                .compose(connection -> install(connection, script).eventually(connection::close))
                .recover(cause -> Future.failedFuture(MySqlFailures.of(cause)));
    }

    private static Future<Result> install(SqlConnection connection, String script) {
        return isEmpty(connection).compose(empty -> {
            var statements = statements(script);
            return empty ? create(connection, statements) : compare(connection, statements);
        });
    }

    private static Future<Boolean> isEmpty(SqlConnection connection) {
        return connection.query(TABLES).execute().map(rows -> rows.size() == 0);
    }

    private static Future<Result> create(SqlConnection connection, List<String> statements) {
        Future<Void> done = Future.succeededFuture();
        for (var statement : statements) {
            done = done.compose(before -> connection.query(statement).execute().mapEmpty());
        }
        return done.map(Result.CREATED);
    }

    private static Future<Result> compare(SqlConnection connection, List<String> statements) {
        return connection.preparedQuery(COLUMNS).execute(Tuple.tuple()).map(rows -> {
            var found = new TreeMap<String, String>();
            rows.forEach(row -> found.put(
                    row.getString(0) + '.' + row.getString(1),
                    type(row.getString(2), row.getString(3).contains("unsigned"))));
            return found.equals(columns(statements)) ? Result.EXISTS : Result.DIFFERS;
        });
    }

    /** In these scripts a semicolon ends a line only where it ends a statement. */
    static List<String> statements(String script) {
        var sql = new StringBuilder();
        script.lines()
                .filter(line -> !line.startsWith("--"))
                .forEach(line -> sql.append(line).append('\n'));
        return List.of(sql.toString().strip().split(";(\n|$)")).stream()
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** Table and column to type, as {@code Jobs.JobID} to {@code int unsigned}. */
    static Map<String, String> columns(List<String> statements) {
        var columns = new TreeMap<String, String>();
        for (var statement : statements) {
            var table = TABLE.matcher(statement);
            if (!table.find()) {
                continue;
            }
            var column = COLUMN.matcher(statement);
            while (column.find()) {
                if (!NO_COLUMN.matcher(column.group(1)).matches()) {
                    columns.put(table.group(1) + '.' + column.group(1), type(column.group(2), column.group(3) != null));
                }
            }
        }
        return columns;
    }

    private static String type(String name, boolean unsigned) {
        var lower = name.toLowerCase(Locale.ROOT);
        return SYNONYMS.getOrDefault(lower, lower) + (unsigned ? " unsigned" : "");
    }
}
