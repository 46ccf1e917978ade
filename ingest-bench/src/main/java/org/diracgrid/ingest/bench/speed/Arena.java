package org.diracgrid.ingest.bench.speed;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.measure.MeasuredRun;
import org.diracgrid.ingest.bench.measure.ProcessMeter;
import org.diracgrid.ingest.bench.measure.StoreChanges;
import org.diracgrid.ingest.demo.DemoStack;
import org.diracgrid.ingest.demo.grid.RecordSender;
import org.diracgrid.ingest.demo.trial.CleanSlate;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.oracle.Difference;

/**
 * Where races are held: fresh databases, topics and indices for each contender, a tenth of the events, the rest, and a look at
 * what it wrote. One contender at a time. Confined to one thread.
 */
final class Arena implements AutoCloseable {

    private static final int SHOWN_DIFFERENCES = 5;

    private final DemoStack stack;
    private final ContenderRun runs;
    private final Connection looking;
    private final Connection counting;
    private int races;

    Arena(DemoStack stack, SpeedSettings settings) throws SQLException {
        this.stack = stack;
        this.looking = stack.connect();
        this.counting = stack.connect();
        ProcessMeter meter = new ProcessMeter(
                stack.devStack().processId(Part.MARIADB),
                stack.devStack().processId(Part.OPENSEARCH),
                List.of(StoreChanges.ofMariaDb(looking), StoreChanges.ofOpenSearch(stack.openSearch())));
        this.runs = new ContenderRun(meter, settings.directory().resolve("runs"));
    }

    /** Lets {@code entrant} run, with more arguments for its virtual machine in the part that counts. */
    Result race(
            Entrant entrant, Result.Course course, SpeedSettings settings, Backlog backlog, List<String> jvmArguments)
            throws SQLException, IOException, InterruptedException {
        CleanSlate.wipe(stack.devStack());
        Databases databases = stack.devStack().createDatabases(SchemaFlavour.DIRACX, "speed");
        backlog.prepare(databases);
        Race race = new Race(
                course.family(),
                settings.events(),
                backlog.size(),
                settings.seed(),
                settings.storesOf(course.family()),
                backlog.firstJob(),
                course.lanes(),
                course.batch(),
                settings.heap(),
                environment(databases));
        DemoStack.initialize(race.environment());
        Instant from = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Feed messages = new Feed(backlog.messages());
        MeasuredRun first = part(entrant, race, race.first(), messages, List.of());
        MeasuredRun rest = part(entrant, race, race.rest(), messages, jvmArguments);
        List<String> problems = problems(entrant, race, databases, backlog, from);
        return new Result(course, entrant.name(), entrant.readsTopics(), first, rest, problems);
    }

    private Map<String, String> environment(Databases databases) {
        Map<String, String> environment = new HashMap<>(databases.environment());
        String hosts = Trial.hosts(stack.openSearch());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka());
        environment.put("DIRACX_OS_DB_JOBPARAMETERSDB", hosts);
        environment.put("DIRACX_OS_DB_PILOTLOGSDB", hosts);
        environment.put("DIRACX_OS_DB_PILOTPARAMETERSDB", hosts);
        environment.put("INGEST_TOPICS_PARTITIONS", "6");
        environment.put("INGEST_GROUP_ID", "speed-" + ++races);
        return environment;
    }

    private MeasuredRun part(Entrant entrant, Race race, Race.Part part, Feed messages, List<String> jvmArguments)
            throws IOException, InterruptedException {
        Feed.Sent sent = entrant.readsTopics() ? publish(messages, part) : messages.until(part.to(), message -> {});
        return runs.measure(entrant.contender(race, part), part.name(), sent.events(), sent.bytes(), jvmArguments);
    }

    private Feed.Sent publish(Feed messages, Race.Part part) {
        try (RecordSender sender = new RecordSender(stack.kafka())) {
            return messages.until(part.to(), sender::send);
        }
    }

    private List<String> problems(Entrant entrant, Race race, Databases databases, Backlog backlog, Instant from)
            throws SQLException, IOException, InterruptedException {
        StateCounts expected = backlog.expected(race.stores());
        StateCounts found = new StoredState(counting, databases, stack.openSearch()).read();
        List<String> problems = new ArrayList<>(found.differencesFrom(expected, entrant::promises));
        if (expected.counts().keySet().stream().allMatch(entrant::promises)) {
            List<Difference> differences = backlog.differences(databases, race.stores(), from);
            differences.stream()
                    .limit(SHOWN_DIFFERENCES)
                    .map(Difference::toString)
                    .forEach(problems::add);
            if (differences.size() > SHOWN_DIFFERENCES) {
                problems.add("… " + differences.size() + " differences in all");
            }
        }
        return problems;
    }

    @Override
    public void close() throws SQLException {
        looking.close();
        counting.close();
    }
}
