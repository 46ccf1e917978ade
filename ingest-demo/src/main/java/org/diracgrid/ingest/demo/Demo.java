package org.diracgrid.ingest.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.diracgrid.ingest.demo.grid.EventPublisher;
import org.diracgrid.ingest.demo.grid.JobSubmission;
import org.diracgrid.ingest.demo.grid.PilotLoad;
import org.diracgrid.ingest.demo.grid.PublishedLoad;
import org.diracgrid.ingest.demo.grid.TopicReader;
import org.diracgrid.ingest.demo.workload.PilotWorkload;
import org.diracgrid.ingest.demo.workload.Workload;
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

/** The demo from beginning to end, one step after the other. */
final class Demo {

    private final DemoSettings settings;
    private final PrintWriter out;
    private final boolean watched;
    private final InstantSource clock;
    private final Workload workload;
    private final Oracle oracle;
    private final @Nullable PilotDemo pilots;

    /**
     * @param out where everything goes that the user reads
     * @param watched whether a terminal can show progress bars
     * @param clock of this machine, which is the database's too
     */
    Demo(DemoSettings settings, PrintWriter out, boolean watched, InstantSource clock) {
        this.settings = settings;
        this.out = out;
        this.watched = watched;
        this.clock = clock;
        this.workload = new Workload(settings.workload());
        this.pilots = settings.pilots() == 0
                ? null
                : new PilotDemo(new PilotWorkload(settings.workload(), settings.pilots()));
        this.oracle = new Oracle(OracleSettings.mariaDb(
                settings.flavour() == SchemaFlavour.DIRAC ? TimeColumn.DOUBLE : TimeColumn.NUMERIC));
    }

    /** Whether everything is as DiracX would have left it. */
    boolean run() throws SQLException, IOException, InterruptedException {
        say("starting     Kafka, MariaDB and OpenSearch in " + settings.directory());
        try (DemoStack stack = DemoStack.start(settings.directory(), settings.flavour(), settings.keep())) {
            Map<String, String> environment = workerEnvironment(stack, pilots != null);
            DemoStack.initialize(environment);
            int[] jobIds = submit(stack);
            PilotLoad pilotLoad = publishPilots(stack, jobIds);
            PublishedLoad load = publish(stack, jobIds);
            Instant from = clock.instant();
            Ingested ingested = ingest(environment, load);
            Window written = new Window(from, clock.instant());
            say("comparing    every row and every document with the oracle's");
            boolean same = report(stack, load, pilotLoad, ingested, written);
            same &= reportPilots(stack, pilotLoad, written);
            if (settings.keep()) {
                out.println();
                StackCommand.describe(stack.devStack(), settings.directory(), out);
            }
            return same;
        }
    }

    private static Map<String, String> workerEnvironment(DemoStack stack, boolean withPilots) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("INGEST_TOPICS_PARTITIONS", "6");
        // Jobs are submitted before anything is published: an unknown one stays unknown.
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        if (withPilots) {
            environment.putAll(PilotDemo.environment(stack.openSearch()));
        }
        return environment;
    }

    private int[] submit(DemoStack stack) throws SQLException {
        try (Connection connection = stack.connect();
                Progress progress =
                        Progress.of("submitting", settings.workload().jobs(), out, watched)) {
            var names = stack.databases();
            return new JobSubmission(connection, names.jobDb(), names.jobLoggingDb(), names.taskQueueDb(), oracle)
                    .submit(workload.requests(), progress::to);
        }
    }

    /** Before the events of jobs, which are many more, so that the pilots are known soon. */
    private @Nullable PilotLoad publishPilots(DemoStack stack, int[] jobIds) {
        if (pilots == null) {
            return null;
        }
        long estimate = (long) settings.pilots() * PilotWorkload.EVENTS_PER_PILOT;
        try (Progress progress = Progress.of("pilots", estimate, out, watched)) {
            return pilots.publish(stack.kafka(), jobIds, progress::to);
        }
    }

    private PublishedLoad publish(DemoStack stack, int[] jobIds) {
        long estimate = (long) settings.workload().jobs() * Workload.EVENTS_PER_JOB;
        try (Progress progress = Progress.of("publishing", estimate, out, watched)) {
            return new EventPublisher(stack.kafka(), Topics.JOBS)
                    .publish(workload.events(jobIds), oracle, progress::to);
        }
    }

    private Ingested ingest(Map<String, String> environment, PublishedLoad load) throws InterruptedException {
        try (Progress progress = Progress.of("ingesting", load.events(), out, watched)) {
            return Ingestion.run(environment, progress);
        }
    }

    private boolean report(
            DemoStack stack, PublishedLoad load, @Nullable PilotLoad pilotLoad, Ingested ingested, Window written)
            throws SQLException, IOException, InterruptedException {
        var names = stack.databases();
        Snapshot stored;
        try (Connection connection = stack.connect()) {
            stored = StoredTables.read(connection, names.jobDb(), names.jobLoggingDb(), names.taskQueueDb());
        }
        SortedMap<String, ObjectNode> documents = StoredDocuments.read(stack.openSearch());
        List<Difference> differences = new ArrayList<>(Differences.between(oracle.snapshot(), stored, written));
        differences.addAll(DocumentDifferences.between(oracle.documents(), documents, written));
        TopicReader topics = new TopicReader(stack.kafka());
        return new DemoReport(
                        load,
                        pilotLoad == null ? 0 : pilotLoad.events(),
                        ingested,
                        stored,
                        documents,
                        letters(topics, "mysql"),
                        letters(topics, "opensearch"),
                        differences)
                .print(out);
    }

    private boolean reportPilots(DemoStack stack, @Nullable PilotLoad load, Window written)
            throws SQLException, IOException, InterruptedException {
        if (pilots == null || load == null) {
            return true;
        }
        try (Connection connection = stack.connect()) {
            String database = stack.databases().pilotAgentsDb();
            return pilots.compare(load, connection, database, stack.openSearch(), stack.kafka(), written)
                    .print(out);
        }
    }

    private static SortedMap<String, Integer> letters(TopicReader topics, String store) {
        return topics.reasons(Topics.deadLetter(Topics.JOBS), store);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
