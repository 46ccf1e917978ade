package org.diracgrid.ingest.bench.latency;

import java.io.PrintWriter;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.demo.DemoStack;
import org.diracgrid.ingest.demo.grid.JobSubmission;
import org.diracgrid.ingest.demo.trial.CleanSlate;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.demo.trial.WorkerProcess.Launch;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.OracleSettings;
import org.diracgrid.ingest.oracle.TimeColumn;

/**
 * Status updates at a steady rate, a worker that takes them, and probes among them: the first update of jobs that have no other
 * one. A probe's time begins when the broker appends it, by the broker's clock, which is this machine's, and ends when somebody who
 * asks the store all the time is shown it.
 */
final class LatencyBench {

    private static final int PROBES_PER_SECOND = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

    private final LatencySettings settings;
    private final PrintWriter out;

    LatencyBench(LatencySettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    LatencyReport run() throws Exception {
        say("starting     Kafka, MariaDB and OpenSearch in " + settings.directory());
        List<LatencyReport.Row> rows = new ArrayList<>();
        try (DemoStack stack = DemoStack.startToMeasure(settings.directory(), SchemaFlavour.DIRACX)) {
            for (int rate : settings.rates()) {
                rows.addAll(measure(stack, rate));
            }
        }
        return new LatencyReport(rows);
    }

    private List<LatencyReport.Row> measure(DemoStack stack, int rate) throws Exception {
        CleanSlate.wipe(stack.devStack());
        Databases databases = stack.devStack().createDatabases(SchemaFlavour.DIRACX, "latency");
        Map<String, String> environment = environment(stack, databases, rate);
        DemoStack.initialize(environment);
        stampByBroker(stack);
        int probes = settings.seconds() * PROBES_PER_SECOND;
        JobLoad load =
                new JobLoad(Family.STATUS, rate * (settings.seconds() + settings.warmUpSeconds()), settings.seed());
        int firstJob = submit(stack, databases, load.jobs() + probes);

        say("measuring    " + rate + " events/s for " + settings.seconds() + " s, after " + settings.warmUpSeconds()
                + " s");
        List<ProbeWatch> watches = new ArrayList<>();
        Launch launch =
                new Launch("latency-" + rate, environment, List.of("-Xmx" + settings.heap()), settings.directory());
        try (WorkerProcess worker =
                WorkerProcess.start(launch, "run", "--stores", String.join(",", settings.stores()))) {
            for (String store : settings.stores()) {
                watches.add(new ProbeWatch(sight(store, stack, databases, firstJob), InstantSource.system(), PATIENCE));
            }
            send(stack, rate, load, firstJob, watches);
            List<LatencyReport.Row> rows = new ArrayList<>();
            for (int i = 0; i < watches.size(); i++) {
                rows.add(new LatencyReport.Row(
                        rate, settings.stores().get(i), watches.get(i).end()));
            }
            worker.requireAlive();
            worker.terminate();
            int unused = worker.awaitExit(STOPPED_WITHIN);
            return rows;
        } finally {
            for (ProbeWatch watch : watches) {
                watch.close();
            }
        }
    }

    private void send(DemoStack stack, int rate, JobLoad load, int firstJob, List<ProbeWatch> watches) {
        Iterator<Message> messages = load.messages(firstJob);
        JobLoad firstUpdates = new JobLoad(Family.STATUS, 1, settings.seed());
        int between = Math.max(0, rate / PROBES_PER_SECOND - 1);
        try (SteadySender sender = new SteadySender(stack.kafka(), rate, watches)) {
            sender.send(messages, rate * settings.warmUpSeconds());
            for (int probe = 0; probe < settings.seconds() * PROBES_PER_SECOND; probe++) {
                int jobId = firstJob + load.jobs() + probe;
                sender.probe(jobId, firstUpdates.messages(jobId).next());
                sender.send(messages, between);
            }
        }
    }

    private Sight sight(String store, DemoStack stack, Databases databases, int firstJob) throws Exception {
        return store.equals("mysql")
                ? new TableSight(stack.connect(), databases.jobLoggingDb())
                : new DocumentSight(
                        stack.openSearch(),
                        jobId -> JobLoad.submitted(jobId, firstJob).vo());
    }

    private Map<String, String> environment(DemoStack stack, Databases databases, int rate) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.putAll(databases.environment());
        environment.put("INGEST_TOPICS_PARTITIONS", "6");
        environment.put("INGEST_GROUP_ID", "latency-" + rate);
        environment.put("INGEST_LANES", Integer.toString(settings.lanes()));
        return environment;
    }

    /** From now on records have the time of their appending, not that of their making. */
    private static void stampByBroker(DemoStack stack) throws InterruptedException, ExecutionException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.JOBS);
        AlterConfigOp stamp = new AlterConfigOp(
                new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka()))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(stamp))).all().get();
        }
    }

    private static int submit(DemoStack stack, Databases databases, int jobs) throws Exception {
        Oracle nobody = new Oracle(new OracleSettings(
                TimeColumn.NUMERIC, OracleSettings.Rounding.TRUNCATE, OracleSettings.Offsets.CONVERT, true));
        try (Connection connection = stack.connect()) {
            return new JobSubmission(
                            connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb(), nobody)
                    .submit(JobLoad.requests(jobs), submitted -> {})[0];
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
