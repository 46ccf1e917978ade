package org.diracgrid.ingest.demo;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.grid.EventPublisher;
import org.diracgrid.ingest.demo.grid.JobSubmission;
import org.diracgrid.ingest.demo.grid.PublishedLoad;
import org.diracgrid.ingest.demo.workload.Workload;
import org.diracgrid.ingest.demo.workload.WorkloadSettings;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.Differences;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.OracleSettings;
import org.diracgrid.ingest.oracle.Snapshot;
import org.diracgrid.ingest.oracle.StoredTables;
import org.diracgrid.ingest.oracle.TimeColumn;
import org.diracgrid.ingest.oracle.Window;

/** Real databases with jobs and a real topic with their lives, waiting for a worker. */
final class LoadedStack implements AutoCloseable {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final DevStack stack;
    private final Databases databases;
    private final Connection connection;
    private final Oracle oracle;
    private final String group;
    private final PublishedLoad load;
    private final Instant loadedAt = Instant.now();

    private LoadedStack(DevStack stack, SchemaFlavour flavour, String name, int jobs) throws SQLException {
        this.stack = stack;
        this.group = name.replace('_', '-');
        this.databases = stack.createDatabases(flavour, name);
        this.connection = stack.openRootConnection();
        this.oracle = new Oracle(
                OracleSettings.mariaDb(flavour == SchemaFlavour.DIRAC ? TimeColumn.DOUBLE : TimeColumn.NUMERIC));
        Workload workload = new Workload(WorkloadSettings.of(jobs, 11));
        int[] jobIds = new JobSubmission(
                        connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb(), oracle)
                .submit(workload.requests(), submitted -> {});
        // What the connection reads must be what is committed now, not when it first read.
        connection.setAutoCommit(true);
        this.load = new EventPublisher(stack.kafkaBootstrapServers(), Topics.JOBS)
                .publish(workload.events(jobIds), oracle, sent -> {});
    }

    /** With topics that hold nothing but this load. */
    static LoadedStack of(DevStack stack, SchemaFlavour flavour, String name, int jobs) throws Exception {
        deleteTopics(stack);
        int exitCode = IngestMain.commandLine(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers(), "INGEST_TOPICS_PARTITIONS", "6"))
                .execute("init", "--topics");
        if (exitCode != 0) {
            throw new IllegalStateException("init --topics ended with " + exitCode);
        }
        return new LoadedStack(stack, flavour, name, jobs);
    }

    /** What a worker of this load's own group is configured by. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_GROUP_ID", group);
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        return environment;
    }

    /** Runs a worker in this process until it has caught up. */
    Ingested ingest() throws InterruptedException {
        PrintWriter err = new PrintWriter(System.err, true);
        try (Progress progress = Progress.of("ingesting", load.events(), err, false)) {
            return Ingestion.run(environment(), progress);
        }
    }

    PublishedLoad load() {
        return load;
    }

    /** How many rows LoggingInfo must have in the end. */
    int expectedLogRows() {
        return oracle.snapshot().logRows();
    }

    int logRows() {
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("SELECT COUNT(*) FROM `" + databases.jobLoggingDb() + "`.LoggingInfo")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Snapshot stored() throws SQLException {
        return StoredTables.read(connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb());
    }

    /** What is not as the oracle has it: how much of each kind, and the first of it; empty if nothing is. */
    String differences() throws SQLException {
        List<Difference> all = Differences.between(oracle.snapshot(), stored(), new Window(loadedAt, Instant.now()));
        return all.isEmpty() ? "" : Differences.count(all) + "\n" + joinLines(all.subList(0, Math.min(20, all.size())));
    }

    private static String joinLines(List<Difference> differences) {
        return differences.stream().map(Difference::toString).collect(Collectors.joining("\n"));
    }

    Admin admin() {
        return admin(stack);
    }

    /** The group of the worker's MySQL pipeline. */
    String mySqlGroup() {
        return group + "-mysql";
    }

    static String now() {
        return LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC).format(SECONDS);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Admin admin(DevStack stack) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafkaBootstrapServers()));
    }

    private static void deleteTopics(DevStack stack) throws Exception {
        try (Admin admin = admin(stack)) {
            Set<String> ours = new HashSet<>(admin.listTopics().names().get());
            ours.removeIf(topic -> !topic.startsWith("diracx."));
            admin.deleteTopics(ours).all().get();
            Awaitility.await()
                    .until(() -> admin.listTopics().names().get().stream().noneMatch(ours::contains));
        }
    }
}
