package org.diracgrid.ingest.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.bench.load.LogMessage;
import org.diracgrid.ingest.bench.load.PilotLog;
import org.diracgrid.ingest.bench.measure.MeasuredRun;
import org.diracgrid.ingest.bench.measure.ProcessMeter;
import org.diracgrid.ingest.bench.speed.Contender;
import org.diracgrid.ingest.bench.speed.ContenderRun;
import org.diracgrid.ingest.bench.speed.PilotRegistration;
import org.diracgrid.ingest.demo.DemoStack;
import org.diracgrid.ingest.demo.Progress;
import org.diracgrid.ingest.demo.grid.TopicReader;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.Topics;

/**
 * The benchmark from beginning to end: a tenth of the lines, which shows what starting costs, then the rest, then everything
 * again for another group.
 */
final class PilotLogsBench {

    private static final int FIRST_PART = 10;

    private final LogLoad load;
    private final Path directory;
    private final PrintWriter out;
    private final boolean watched;

    /**
     * @param directory of the servers; made from nothing, and removed
     * @param out where everything goes that the user reads
     * @param watched whether a terminal can show progress bars
     */
    PilotLogsBench(LogLoad load, Path directory, PrintWriter out, boolean watched) {
        this.load = load;
        this.directory = directory;
        this.out = out;
        this.watched = watched;
    }

    PilotLogsReport run() throws SQLException, IOException, InterruptedException {
        say("starting     Kafka, MariaDB and OpenSearch in " + directory);
        try (DemoStack stack = DemoStack.start(directory, SchemaFlavour.DIRACX, false)) {
            return run(stack);
        }
    }

    private PilotLogsReport run(DemoStack stack) throws SQLException, IOException, InterruptedException {
        Map<String, String> environment = environment(stack, "bench");
        DemoStack.initialize(environment);
        Map<String, Long> pilotIds = register(stack);
        LogCheck check = new LogCheck(stack.openSearch(), load, pilotIds);

        Iterator<LogMessage> messages = load.messages();
        int lines = load.logs().stream().mapToInt(PilotLog::lines).sum();
        SentLogs first = publish(stack, messages, lines / FIRST_PART);
        List<MeasuredRun> runs = new ArrayList<>();
        runs.add(ingest(stack, "first part", environment, first));
        SentLogs rest = publish(stack, messages, lines);
        runs.add(ingest(stack, "rest", environment, rest));
        LogFindings once = check(check, "reading", lines);
        SentLogs all = first.plus(rest);
        runs.add(ingest(stack, "everything again", environment(stack, "bench-again"), all));
        LogFindings twice = check(check, "again", lines);
        var letters = new TopicReader(stack.kafka()).reasons(Topics.deadLetter(Topics.PILOT_LOGS), "opensearch");
        return new PilotLogsReport(load.logs().size(), all, runs, once, twice, letters);
    }

    private static Map<String, String> environment(DemoStack stack, String group) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        String hosts = Trial.hosts(stack.openSearch());
        environment.put("DIRACX_OS_DB_PILOTLOGSDB", hosts);
        environment.put("DIRACX_OS_DB_PILOTPARAMETERSDB", hosts);
        environment.put("INGEST_TOPICS_PARTITIONS", "6");
        environment.put("INGEST_GROUP_ID", group);
        return environment;
    }

    private Map<String, Long> register(DemoStack stack) throws SQLException {
        try (var connection = stack.connect()) {
            return new PilotRegistration(connection, stack.databases().pilotAgentsDb()).register(load.logs());
        }
    }

    private SentLogs publish(DemoStack stack, Iterator<LogMessage> messages, int lines) {
        try (Progress progress = Progress.of("publishing", lines, out, watched)) {
            return LogPublisher.publish(stack.kafka(), messages, lines, progress::to);
        }
    }

    private MeasuredRun ingest(DemoStack stack, String name, Map<String, String> environment, SentLogs sent)
            throws IOException, InterruptedException {
        say("ingesting    " + name + ", " + sent.handled() + " lines");
        // Only OpenSearch is looked at; a log in it is read back afterwards, so when it was written does not matter.
        ProcessMeter meter = new ProcessMeter(0, stack.devStack().processId(Part.OPENSEARCH), List.of());
        Contender worker = Contender.worker(List.of("-Xmx512m"), "opensearch", environment);
        return new ContenderRun(meter, directory).measure(worker, name, sent.handled(), sent.bytes());
    }

    private LogFindings check(LogCheck check, String task, int lines) throws IOException, InterruptedException {
        try (Progress progress = Progress.of(task, lines, out, watched)) {
            return check.find(progress::to);
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
