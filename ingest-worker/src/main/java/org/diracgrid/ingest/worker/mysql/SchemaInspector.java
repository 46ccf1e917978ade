package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Finding;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the servers before anything is written: which they are, what their tables look like, and whether each statement
 * of this store would be allowed.
 *
 * <p>Confined to the context of its connections.
 */
final class SchemaInspector {

    /** What was found; the schema is null if the report tells of a problem. */
    record Inspection(SchemaReport report, @Nullable Schema schema) {}

    private static final String TRIGGER_SQL = "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS"
            + " WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?";

    private final BatchConnections connections;
    private final TableNames names;
    private final @Nullable PilotInspector pilots;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param pilotConnection where the tables of pilots are
     * @param pilotNames their names; null leaves pilots alone, as does a missing connection
     */
    SchemaInspector(
            BatchConnections connections,
            TableNames names,
            @Nullable LaneConnection pilotConnection,
            @Nullable PilotTableNames pilotNames) {
        this.connections = connections;
        this.names = names;
        this.pilots = pilotConnection == null || pilotNames == null
                ? null
                : new PilotInspector(pilotConnection, pilotNames, findings);
    }

    Future<Inspection> inspect() {
        SchemaJudge judge = new SchemaJudge(names, findings);
        ServerInspection jobs = on(connections.jobs());
        return inspectServers()
                .compose(unused -> jobs.describe(names.jobDb(), "Jobs").onSuccess(judge::jobs))
                .compose(unused -> jobs.describe(names.jobDb(), "JobCommands").onSuccess(judge::commands))
                .compose(unused ->
                        jobs.describe(names.jobDb(), "HeartBeatLoggingInfo").onSuccess(judge::heartbeats))
                .compose(unused -> on(connections.logging())
                        .describe(names.loggingDb(), "LoggingInfo")
                        .onSuccess(judge::logging))
                .compose(unused -> reportTriggers())
                .compose(unused -> describeTaskQueue(judge))
                .compose(unused -> describePilots())
                .compose(unused -> checkStatements())
                .map(unused -> {
                    SchemaReport report = new SchemaReport(findings);
                    return new Inspection(report, report.isUsable() ? judge.schema(pilotSchema()) : null);
                });
    }

    private Future<?> inspectServers() {
        List<LaneConnection> servers = connections.inCommitOrder();
        if (servers.size() > 1) {
            add(Level.WARNING, "servers", severalServers(servers.size()));
        }
        Future<?> last = Future.succeededFuture();
        for (LaneConnection server : servers) {
            last = last.compose(unused -> on(server).reportServer());
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
        return on(connections.taskQueue()).describe(database, "tq_Jobs").onSuccess(judge::taskQueue);
    }

    private Future<?> describePilots() {
        if (pilots == null) {
            add(
                    Level.WARNING,
                    "PilotAgentsDB",
                    "not configured: events of pilots are not read, they stay in their topic for as long as it keeps them");
            return Future.succeededFuture();
        }
        return pilots.describe();
    }

    private @Nullable PilotSchema pilotSchema() {
        return pilots == null ? null : pilots.schema();
    }

    /** One after the other, so that the report has them in order. */
    private Future<?> checkStatements() {
        return on(connections.jobs())
                .check(new JobsTable(names).statements())
                .compose(unused -> on(connections.logging()).check(new LoggingTable(names).statements()))
                .compose(unused -> on(connections.jobs()).check(new CommandsTable(names).statements()))
                .compose(unused -> on(connections.jobs()).check(new HeartbeatsTable(names).statements()))
                .compose(unused -> on(connections.taskQueue()).check(new TaskQueueTable(names).statements()))
                .compose(unused -> pilots == null ? Future.succeededFuture() : pilots.check())
                .onSuccess(unused -> reportPrivileges());
    }

    private void reportPrivileges() {
        if (new SchemaReport(findings).isUsable()) {
            add(Level.OK, "privileges", "every statement of this worker is allowed");
        }
    }

    private ServerInspection on(LaneConnection connection) {
        return new ServerInspection(connection, findings);
    }

    private void add(Level level, String subject, String text) {
        findings.add(new Finding(level, subject, text));
    }
}
