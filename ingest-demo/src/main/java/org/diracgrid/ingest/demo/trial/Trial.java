package org.diracgrid.ingest.demo.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
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
import org.diracgrid.ingest.worker.app.IngestCommand;

/**
 * Running servers with fresh databases, topics and indices; jobs; their events, to be published; and the oracle that knows
 * what must become of them. It is the ledger of what was published.
 *
 * <p>One at a time on one stack. Confined to one thread, except {@link #publish}, which one other thread may call.
 */
public final class Trial implements AutoCloseable {

    /** Submits jobs and tells the oracle of them; the events about them, which tell it when they are taken or published. */
    @FunctionalInterface
    public interface Filling {
        Iterator<Emission> submit(Connection connection, Databases databases, Oracle oracle) throws SQLException;
    }

    private final DevStack stack;
    private final TrialSettings settings;
    private final Databases databases;
    private Connection connection;
    private final Oracle oracle;
    private final Iterator<Emission> events;
    private volatile PublishedLoad load = PublishedLoad.NOTHING;
    private final Instant loadedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private Trial(DevStack stack, TrialSettings settings, Filling filling) throws SQLException {
        this.stack = stack;
        this.settings = settings;
        this.databases = stack.createDatabases(settings.flavour(), settings.name());
        this.connection = stack.openRootConnection();
        this.oracle = new Oracle(new OracleSettings(
                settings.flavour() == SchemaFlavour.DIRAC ? TimeColumn.DOUBLE : TimeColumn.NUMERIC,
                OracleSettings.Rounding.TRUNCATE,
                OracleSettings.Offsets.CONVERT,
                settings.monotonic()));
        this.events = filling.submit(connection, databases, oracle);
        // What the connection reads must be what is committed now, not when it first read.
        connection.setAutoCommit(true);
    }

    /** Makes everything anew, submits the jobs, and publishes nothing yet. */
    public static Trial begin(DevStack stack, TrialSettings settings, Filling filling)
            throws SQLException, IOException, InterruptedException {
        CleanSlate.wipe(stack);
        int exitCode = IngestCommand.commandLine(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        stack.kafkaBootstrapServers(),
                        "DIRACX_OS_DB_JOBPARAMETERSDB",
                        hosts(stack.openSearchUrl()),
                        "INGEST_TOPICS_PARTITIONS",
                        Integer.toString(settings.partitions())))
                .execute("init", "--topics", "--templates");
        if (exitCode != 0) {
            throw new IllegalStateException("init ended with " + exitCode);
        }
        return new Trial(stack, settings, filling);
    }

    /** The demo's workload. */
    public static Filling demo(int jobs, long seed) {
        Workload workload = new Workload(WorkloadSettings.of(jobs, seed));
        return (connection, databases, oracle) -> workload.events(new JobSubmission(
                        connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb(), oracle)
                .submit(workload.requests(), submitted -> {}));
    }

    /** The value of {@code DIRACX_OS_DB_*} for an OpenSearch. */
    public static String hosts(String openSearchUrl) {
        return "{\"hosts\":\"" + openSearchUrl + "\"}";
    }

    public DevStack stack() {
        return stack;
    }

    public TrialSettings settings() {
        return settings;
    }

    public Databases databases() {
        return databases;
    }

    /** What a worker of this trial's own groups is configured by. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("DIRACX_OS_DB_JOBPARAMETERSDB", hosts(stack.openSearchUrl()));
        environment.put("INGEST_GROUP_ID", group());
        environment.put("INGEST_HEARTBEAT_MONOTONIC", Boolean.toString(settings.monotonic()));
        // All jobs are there before anything is published: an unknown one stays unknown.
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        return environment;
    }

    /** Publishes all of the events. */
    public void publish() {
        publish(UnaryOperator.identity());
    }

    /**
     * Publishes the events that are left, as {@code paced} gives them on; it may end before they do. The oracle hears of those
     * alone that it gives.
     */
    public void publish(UnaryOperator<Iterator<Emission>> paced) {
        PublishedLoad published = new EventPublisher(stack.kafkaBootstrapServers(), Topics.JOBS)
                .publish(paced.apply(events), oracle, sent -> {});
        load = load.plus(published);
    }

    /** What was published. */
    public PublishedLoad load() {
        return load;
    }

    /** Connects again to a database that was stopped. */
    public void reconnect() throws SQLException {
        connection = stack.openRootConnection();
    }

    public int logRows() {
        return count(databases.jobLoggingDb(), "LoggingInfo");
    }

    /** Rows that only ever become more: of histories and of heartbeats. */
    public int rows() {
        return logRows() + count(databases.jobDb(), "HeartBeatLoggingInfo");
    }

    /** How many {@link #rows} there must be in the end. */
    public int expectedRows() {
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

    /** What the tables hold now. */
    public Snapshot stored() throws SQLException {
        return StoredTables.read(connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb());
    }

    /** What OpenSearch holds now, by index and id. */
    public SortedMap<String, ObjectNode> documents() throws IOException, InterruptedException {
        return StoredDocuments.read(stack.openSearchUrl());
    }

    /** Dead letters by reason, each record once. */
    public SortedMap<String, Integer> letters(String store) {
        return new TopicReader(stack.kafkaBootstrapServers()).reasons(Topics.deadLetter(Topics.JOBS), store);
    }

    /** Everything that is not as the oracle has it. */
    public List<Difference> differences() throws SQLException, IOException, InterruptedException {
        List<Difference> all = new ArrayList<>(tableDifferences());
        all.addAll(documentDifferences());
        return all;
    }

    /** How much of each kind, and the first of it; empty if there is nothing. */
    public static String describe(List<Difference> all) {
        return all.isEmpty()
                ? ""
                : Differences.count(all) + "\n"
                        + all.stream().limit(20).map(Difference::toString).collect(Collectors.joining("\n"));
    }

    public List<Difference> tableDifferences() throws SQLException {
        return Differences.between(oracle.snapshot(), stored(), new Window(loadedAt, Instant.now()));
    }

    public List<Difference> documentDifferences() throws IOException, InterruptedException {
        return DocumentDifferences.between(oracle.documents(), documents(), new Window(loadedAt, Instant.now()));
    }

    /** A client of the broker; the caller closes it. */
    public Admin admin() {
        return CleanSlate.admin(stack);
    }

    /** The group of the worker's MySQL pipeline. */
    public String mySqlGroup() {
        return group() + "-mysql";
    }

    /** The group of the worker's OpenSearch pipeline. */
    public String openSearchGroup() {
        return group() + "-opensearch";
    }

    private String group() {
        return settings.name().replace('_', '-');
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
