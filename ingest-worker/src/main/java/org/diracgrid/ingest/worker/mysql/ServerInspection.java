package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;

/**
 * Asks one server, under one account, what it is, what tables it has, and whether statements would be allowed. For the last
 * it is asked to prepare the very statements, which checks tables, columns and privileges without touching a row and without
 * having to understand grants and roles.
 *
 * <p>Confined to the context of its connection.
 */
final class ServerInspection {

    private static final String SERVER_SQL = "SELECT VERSION(), @@version_comment, @@sql_mode, @@global.read_only,"
            + " @@max_allowed_packet, CURRENT_USER()";

    private static final String TABLE_SQL =
            "SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

    private static final String COLUMNS_SQL = "SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH,"
            + " CHARACTER_SET_NAME, COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
            + " ORDER BY ORDINAL_POSITION";

    private static final String INDEXES_SQL = "SELECT INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS"
            + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY INDEX_NAME, SEQ_IN_INDEX";

    private final LaneConnection connection;
    private final List<Finding> findings;

    /** Adds what it finds to {@code findings}. */
    ServerInspection(LaneConnection connection, List<Finding> findings) {
        this.connection = connection;
        this.findings = findings;
    }

    /** Which server it is, and how it is set up. */
    Future<?> reportServer() {
        return connection.query(SERVER_SQL).onSuccess(this::reportServer);
    }

    /** What is there of {@code table}; nothing if it does not exist, or not for this account. */
    Future<TableFacts> describe(String database, String table) {
        TableFacts facts = new TableFacts();
        Tuple name = Tuple.of(database, table);
        return connection
                .execute(TABLE_SQL, name)
                .onSuccess(found -> found.forEach(row -> facts.engine(String.valueOf(row.getString(0)))))
                .compose(unused -> connection.execute(COLUMNS_SQL, name))
                .onSuccess(found -> found.forEach(row -> facts.column(
                        row.getString(0),
                        new TableFacts.Column(
                                row.getString(1).toLowerCase(Locale.ROOT),
                                row.getLong(2),
                                row.getString(3),
                                row.getString(4).contains("unsigned")))))
                .compose(unused -> connection.execute(INDEXES_SQL, name))
                .onSuccess(found -> found.forEach(row -> facts.indexColumn(row.getString(0), row.getString(1))))
                .map(facts);
    }

    /** Whether {@code statements} would be allowed; one after the other, so that the report has them in order. */
    Future<?> check(List<String> statements) {
        Future<?> last = Future.succeededFuture();
        for (String statement : statements) {
            last = last.compose(unused -> check(statement));
        }
        return last;
    }

    /** A refusal by the server is a finding; a lost connection is not. */
    private Future<Void> check(String statement) {
        return connection.prepare(statement).recover(failure -> {
            if (failure instanceof MySQLException refusal) {
                String verb = statement.substring(0, statement.indexOf(' '));
                add(Level.PROBLEM, verb, MySqlFailures.classify(refusal).message());
                return Future.succeededFuture();
            }
            return Future.failedFuture(failure);
        });
    }

    private void reportServer(RowSet<Row> found) {
        Row row = found.iterator().next();
        String version = row.getString(0);
        boolean mariaDb = (version + row.getString(1)).toLowerCase(Locale.ROOT).contains("mariadb");
        add(Level.OK, "server", (mariaDb ? "MariaDB " : "MySQL ") + version + " as " + row.getString(5));
        String sqlMode = row.getString(2);
        boolean rounds =
                mariaDb ? sqlMode.contains("TIME_ROUND_FRACTIONAL") : !sqlMode.contains("TIME_TRUNCATE_FRACTIONAL");
        add(Level.OK, "server", "DATETIME columns " + (rounds ? "round" : "cut") + " fractions of a second");
        if (!sqlMode.contains("STRICT_")) {
            add(Level.WARNING, "server", "sql_mode is not strict, so DiracX's own texts may be cut silently");
        }
        if (row.getValue(3) != null && !"0".equals(String.valueOf(row.getValue(3)))) {
            add(Level.WARNING, "server", "read_only is on: writes will wait until it is off");
        }
        long packetBytes = row.getLong(4);
        if (packetBytes < 4L << 20) {
            add(Level.WARNING, "server", "max_allowed_packet is " + packetBytes + " bytes; 4 MiB or more is advised");
        }
    }

    private void add(Level level, String subject, String text) {
        findings.add(new Finding(level, subject, text));
    }
}
