package org.diracgrid.ingest.demo;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.demo.grid.EventPublisher;
import org.diracgrid.ingest.demo.grid.JobSubmission;
import org.diracgrid.ingest.demo.grid.PublishedLoad;
import org.diracgrid.ingest.demo.grid.TopicReader;
import org.diracgrid.ingest.demo.workload.Workload;
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
import org.diracgrid.ingest.worker.app.CommandFailedException;

/** The demo from beginning to end, one step after the other. */
final class Demo {

    private final DemoSettings settings;
    private final PrintWriter out;
    private final boolean watched;
    private final InstantSource clock;
    private final Workload workload;
    private final Oracle oracle;

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
        this.oracle = new Oracle(OracleSettings.mariaDb(
                settings.flavour() == SchemaFlavour.DIRAC ? TimeColumn.DOUBLE : TimeColumn.NUMERIC));
    }

    /** Whether everything is as DiracX would have left it. */
    boolean run() throws SQLException, InterruptedException {
        say("starting     Kafka and MariaDB in " + settings.directory());
        try (DemoStack stack = DemoStack.start(settings)) {
            Map<String, String> environment = workerEnvironment(stack);
            createTopics(environment);
            int[] jobIds = submit(stack);
            PublishedLoad load = publish(stack, jobIds);
            Instant from = clock.instant();
            Ingested ingested = ingest(environment, load);
            Window written = new Window(from, clock.instant());
            say("comparing    every row with the oracle's");
            boolean same = report(stack, load, ingested, written);
            if (settings.keep()) {
                out.println();
                StackCommand.describe(stack.devStack(), settings.directory(), out);
            }
            return same;
        }
    }

    private static Map<String, String> workerEnvironment(DemoStack stack) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("INGEST_TOPICS_PARTITIONS", "6");
        environment.put("INGEST_STORES", "mysql");
        // Jobs are submitted before anything is published: an unknown one stays unknown.
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        return environment;
    }

    private static void createTopics(Map<String, String> environment) {
        StringWriter said = new StringWriter();
        int exitCode = IngestMain.commandLine(environment)
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute("init", "--topics");
        if (exitCode != 0) {
            throw new CommandFailedException(
                    "topics could not be created: " + said.toString().strip());
        }
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

    private boolean report(DemoStack stack, PublishedLoad load, Ingested ingested, Window written) throws SQLException {
        var names = stack.databases();
        Snapshot stored;
        try (Connection connection = stack.connect()) {
            stored = StoredTables.read(connection, names.jobDb(), names.jobLoggingDb(), names.taskQueueDb());
        }
        List<Difference> differences = Differences.between(oracle.snapshot(), stored, written);
        var letters = new TopicReader(stack.kafka()).reasons(Topics.deadLetter(Topics.JOBS));
        return new DemoReport(load, ingested, stored, letters, differences).print(out);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
