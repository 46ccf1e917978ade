package org.diracgrid.ingest.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.grid.EventPublisher;
import org.diracgrid.ingest.demo.grid.JobSubmission;
import org.diracgrid.ingest.demo.grid.PublishedLoad;
import org.diracgrid.ingest.demo.grid.TopicReader;
import org.diracgrid.ingest.demo.workload.Emission;
import org.diracgrid.ingest.demo.workload.Workload;
import org.diracgrid.ingest.demo.workload.WorkloadSettings;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.Differences;
import org.diracgrid.ingest.oracle.DocumentDifferences;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.OracleSettings;
import org.diracgrid.ingest.oracle.Snapshot;
import org.diracgrid.ingest.oracle.StoredDocuments;
import org.diracgrid.ingest.oracle.StoredTables;
import org.diracgrid.ingest.oracle.TimeColumn;
import org.diracgrid.ingest.oracle.Window;
import org.jspecify.annotations.Nullable;

/** Real databases with jobs and a real topic with their lives, waiting for a worker. */
final class LoadedStack implements AutoCloseable {

    /** Submits jobs and tells the oracle of them; the events about them, which tell it when they are taken or published. */
    @FunctionalInterface
    interface Filling {
        Iterator<Emission> submit(Connection connection, Databases databases, Oracle oracle) throws SQLException;
    }

    private final DevStack stack;
    private final Databases databases;
    private Connection connection;
    private final Oracle oracle;
    private final String group;
    private final Iterator<Emission> events;
    private @Nullable PublishedLoad load;
    private final Instant loadedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private LoadedStack(DevStack stack, SchemaFlavour flavour, String name, boolean monotonic, Filling filling)
            throws SQLException {
        this.stack = stack;
        this.group = name.replace('_', '-');
        this.databases = stack.createDatabases(flavour, name);
        this.connection = stack.openRootConnection();
        this.oracle = new Oracle(new OracleSettings(
                flavour == SchemaFlavour.DIRAC ? TimeColumn.DOUBLE : TimeColumn.NUMERIC,
                OracleSettings.Rounding.TRUNCATE,
                OracleSettings.Offsets.CONVERT,
                monotonic));
        this.events = filling.submit(connection, databases, oracle);
        // What the connection reads must be what is committed now, not when it first read.
        connection.setAutoCommit(true);
    }

    /** With all of the demo's workload published. */
    static LoadedStack of(DevStack stack, SchemaFlavour flavour, String name, int jobs) throws Exception {
        LoadedStack loaded = of(stack, flavour, name, 6, true, demo(jobs));
        loaded.publish(UnaryOperator.identity());
        return loaded;
    }

    /** The demo's workload. */
    static Filling demo(int jobs) {
        Workload workload = new Workload(WorkloadSettings.of(jobs, 11));
        return (connection, databases, oracle) -> workload.events(new JobSubmission(
                        connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb(), oracle)
                .submit(workload.requests(), submitted -> {}));
    }

    /**
     * With the jobs of this load and none of its events; topics and indices are empty.
     *
     * @param monotonic whether the oracle's HeartBeatTime never goes back through a heartbeat
     */
    static LoadedStack of(
            DevStack stack, SchemaFlavour flavour, String name, int partitions, boolean monotonic, Filling filling)
            throws Exception {
        deleteTopics(stack);
        deleteDocuments(stack);
        int exitCode = IngestMain.commandLine(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        stack.kafkaBootstrapServers(),
                        "DIRACX_OS_DB_JOBPARAMETERSDB",
                        openSearch(stack),
                        "INGEST_TOPICS_PARTITIONS",
                        Integer.toString(partitions)))
                .execute("init", "--topics", "--templates");
        if (exitCode != 0) {
            throw new IllegalStateException("init ended with " + exitCode);
        }
        return new LoadedStack(stack, flavour, name, monotonic, filling);
    }

    private static String openSearch(DevStack stack) {
        return "{\"hosts\":\"" + stack.openSearchUrl() + "\"}";
    }

    /** What a worker of this load's own group is configured by. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("DIRACX_OS_DB_JOBPARAMETERSDB", openSearch(stack));
        environment.put("INGEST_GROUP_ID", group);
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        return environment;
    }

    /** Runs a worker in this process until it has caught up, with {@code settings} besides its {@link #environment}. */
    Ingested ingest(Map<String, String> settings) throws InterruptedException {
        Map<String, String> environment = environment();
        environment.putAll(settings);
        PrintWriter err = new PrintWriter(System.err, true);
        try (Progress progress = Progress.of("ingesting", load().events(), err, false)) {
            return Ingestion.run(environment, progress);
        }
    }

    /** Publishes the events, {@code paced} in some way. */
    void publish(UnaryOperator<Iterator<Emission>> paced) {
        load = new EventPublisher(stack.kafkaBootstrapServers(), Topics.JOBS)
                .publish(paced.apply(events), oracle, sent -> {});
    }

    /** What was published. */
    PublishedLoad load() {
        return Objects.requireNonNull(load);
    }

    /** Connects again to a database that was stopped. */
    void reconnect() throws SQLException {
        connection = stack.openRootConnection();
    }

    /** How many rows LoggingInfo must have in the end. */
    int expectedLogRows() {
        return oracle.snapshot().logRows();
    }

    int logRows() {
        return count(databases.jobLoggingDb(), "LoggingInfo");
    }

    /** Rows that only ever become more: of histories and of heartbeats. */
    int rows() {
        return logRows() + count(databases.jobDb(), "HeartBeatLoggingInfo");
    }

    /** How many {@link #rows} there must be in the end. */
    int expectedRows() {
        Snapshot expected = oracle.snapshot();
        return expected.logRows() + expected.heartbeatRows();
    }

    private int count(String database, String table) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM `" + database + "`." + table)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Snapshot stored() throws SQLException {
        return StoredTables.read(connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb());
    }

    SortedMap<String, ObjectNode> documents() throws IOException, InterruptedException {
        return StoredDocuments.read(stack.openSearchUrl());
    }

    /** Dead letters by reason, each record once. */
    SortedMap<String, Integer> letters(String store) {
        return new TopicReader(stack.kafkaBootstrapServers()).reasons(Topics.deadLetter(Topics.JOBS), store);
    }

    /** What is not as the oracle has it: how much of each kind, and the first of it; empty if nothing is. */
    String differences() throws Exception {
        List<Difference> all = new ArrayList<>(tableDifferences());
        all.addAll(documentDifferences());
        return all.isEmpty() ? "" : Differences.count(all) + "\n" + joinLines(all.subList(0, Math.min(20, all.size())));
    }

    List<Difference> tableDifferences() throws SQLException {
        return Differences.between(oracle.snapshot(), stored(), new Window(loadedAt, Instant.now()));
    }

    List<Difference> documentDifferences() throws IOException, InterruptedException {
        return DocumentDifferences.between(oracle.documents(), documents(), new Window(loadedAt, Instant.now()));
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

    /** The group of the worker's OpenSearch pipeline. */
    String openSearchGroup() {
        return group + "-opensearch";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Admin admin(DevStack stack) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafkaBootstrapServers()));
    }

    private static void deleteDocuments(DevStack stack) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.openSearchUrl() + "/job_parameters_*"))
                .DELETE()
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IllegalStateException("documents could not be deleted: " + status);
        }
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
