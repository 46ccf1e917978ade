package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the servers before anything is written: which it is, what its tables look like, and whether each statement of
 * this store would be allowed. For the last the server is asked to prepare the very statements, which checks tables,
 * columns and privileges without touching a row and without having to understand grants and roles.
 *
 * <p>Confined to the context of its connections.
 */
final class SchemaInspector {

    /** What was found; the schema is null if the report tells of a problem. */
    record Inspection(SchemaReport report, @Nullable Schema schema) {}

    private static final String SERVER_SQL = "SELECT VERSION(), @@version_comment, @@sql_mode, @@global.read_only,"
            + " @@max_allowed_packet, CURRENT_USER()";

    private static final String TABLE_SQL =
            "SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

    private static final String COLUMNS_SQL = "SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH,"
            + " CHARACTER_SET_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
            + " ORDER BY ORDINAL_POSITION";

    private static final String PRIMARY_KEY_SQL = "SELECT COLUMN_NAME FROM information_schema.STATISTICS"
            + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX";

    private static final String TRIGGER_SQL = "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS"
            + " WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?";

    private final BatchConnections connections;
    private final TableNames names;
    private final List<Finding> findings = new ArrayList<>();

    SchemaInspector(BatchConnections connections, TableNames names) {
        this.connections = connections;
        this.names = names;
    }

    Future<Inspection> inspect() {
        SchemaJudge judge = new SchemaJudge(names, findings);
        return inspectServers()
                .compose(unused ->
                        describe(connections.jobs(), names.jobDb(), "Jobs").onSuccess(judge::jobs))
                .compose(unused -> describe(connections.jobs(), names.jobDb(), "JobCommands")
                        .onSuccess(judge::commands))
                .compose(unused -> describe(connections.jobs(), names.jobDb(), "HeartBeatLoggingInfo")
                        .onSuccess(judge::heartbeats))
                .compose(unused -> describe(connections.logging(), names.loggingDb(), "LoggingInfo")
                        .onSuccess(judge::logging))
                .compose(unused -> reportTriggers())
                .compose(unused -> describeTaskQueue(judge))
                .compose(unused -> checkStatements())
                .map(unused -> {
                    SchemaReport report = new SchemaReport(findings);
                    return new Inspection(report, report.isUsable() ? judge.schema() : null);
                });
    }

    private Future<?> inspectServers() {
        List<LaneConnection> servers = connections.inCommitOrder();
        if (servers.size() > 1) {
            add(Level.WARNING, "servers", severalServers(servers.size()));
        }
        Future<?> last = Future.succeededFuture();
        for (LaneConnection server : servers) {
            last = last.compose(unused -> server.query(SERVER_SQL).onSuccess(this::reportServer));
        }
        return last;
    }

    private String severalServers(int count) {
        String repair = connections.isHistoryApart()
                ? "; if the worker or a server dies between two of them, log rows are ahead of their jobs until the events come"
                        + " again, which repairs them"
                : "";
        return "the databases are on " + count + " servers or accounts, each commits by itself" + repair;
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

    private Future<TableFacts> describe(LaneConnection connection, String database, String table) {
        TableFacts facts = new TableFacts();
        Tuple name = Tuple.of(database, table);
        return connection
                .execute(TABLE_SQL, name)
                .onSuccess(found -> found.forEach(row -> facts.engine(String.valueOf(row.getString(0)))))
                .compose(unused -> connection.execute(COLUMNS_SQL, name))
                .onSuccess(found -> found.forEach(row -> facts.column(
                        row.getString(0),
                        new TableFacts.Column(
                                row.getString(1).toLowerCase(Locale.ROOT), row.getLong(2), row.getString(3)))))
                .compose(unused -> connection.execute(PRIMARY_KEY_SQL, name))
                .onSuccess(found -> found.forEach(row -> facts.primaryKeyColumn(row.getString(0))))
                .map(facts);
    }

    /** An ordinary account may not see triggers; that none is seen says nothing. */
    private Future<?> reportTriggers() {
        return connections
                .logging()
                .execute(TRIGGER_SQL, Tuple.of(names.loggingDb(), "LoggingInfo"))
                .onSuccess(found -> found.forEach(row -> add(
                        Level.OK,
                        names.loggingDb() + ".LoggingInfo",
                        "trigger " + row.getString(0) + " numbers rows")));
    }

    private Future<?> describeTaskQueue(SchemaJudge judge) {
        String database = names.taskQueueDb();
        if (database == null) {
            add(Level.WARNING, "TaskQueueDB", "not configured: killed jobs stay in their task queues");
            return Future.succeededFuture();
        }
        return describe(connections.taskQueue(), database, "tq_Jobs").onSuccess(judge::taskQueue);
    }

    /** One after the other, so that the report has them in order. */
    private Future<?> checkStatements() {
        return check(connections.jobs(), new JobsTable(names).statements())
                .compose(unused -> check(connections.logging(), new LoggingTable(names).statements()))
                .compose(unused -> check(connections.jobs(), new CommandsTable(names).statements()))
                .compose(unused -> check(connections.jobs(), new HeartbeatsTable(names).statements()))
                .compose(unused -> check(connections.taskQueue(), new TaskQueueTable(names).statements()))
                .onSuccess(unused -> reportPrivileges());
    }

    private void reportPrivileges() {
        if (new SchemaReport(findings).isUsable()) {
            add(Level.OK, "privileges", "every statement of this worker is allowed");
        }
    }

    private Future<?> check(LaneConnection connection, List<String> statements) {
        Future<?> last = Future.succeededFuture();
        for (String statement : statements) {
            last = last.compose(unused -> check(connection, statement));
        }
        return last;
    }

    /** A refusal by the server is a finding; a lost connection is not. */
    private Future<Void> check(LaneConnection connection, String statement) {
        return connection.prepare(statement).recover(failure -> {
            if (failure instanceof MySQLException refusal) {
                String verb = statement.substring(0, statement.indexOf(' '));
                add(Level.PROBLEM, verb, MySqlFailures.classify(refusal).message());
                return Future.succeededFuture();
            }
            return Future.failedFuture(failure);
        });
    }

    private void add(Level level, String subject, String text) {
        findings.add(new Finding(level, subject, text));
    }
}
