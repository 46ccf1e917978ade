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
        Ground ground = ground(course, settings, backlog);
        Feed messages = new Feed(backlog.messages());
        Ran first = run(entrant, ground, ground.race().first(), messages, List.of());
        Race.Part next = ground.race().rest();
        if (entrant.startsAfresh()) {
            ground = ground(course, settings, backlog);
            messages = new Feed(backlog.messages());
            next = ground.race().all();
        }
        Ran rest = run(entrant, ground, next, messages, jvmArguments);
        List<String> problems = problems(entrant, ground, backlog);
        problems.addAll(rest.check().problems());
        return new Result(course, entrant.name(), entrant.readsTopics(), first.run(), rest.run(), problems);
    }

    private Ground ground(Result.Course course, SpeedSettings settings, Backlog backlog)
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
        return new Ground(stack, databases, race, Instant.now().truncatedTo(ChronoUnit.MILLIS));
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

    private record Ran(MeasuredRun run, Entrant.Check check) {}

    private Ran run(Entrant entrant, Ground ground, Race.Part part, Feed messages, List<String> jvmArguments)
            throws SQLException, IOException, InterruptedException {
        Feed.Sent sent = entrant.readsTopics() ? publish(messages, part) : messages.until(part.to(), message -> {});
        Entrant.Check check = entrant.prepare(ground);
        Contender contender = entrant.contender(ground.race(), part);
        return new Ran(runs.measure(contender, part.name(), sent.events(), sent.bytes(), jvmArguments), check);
    }

    private Feed.Sent publish(Feed messages, Race.Part part) {
        try (RecordSender sender = new RecordSender(stack.kafka())) {
            return messages.until(part.to(), sender::send);
        }
    }

    private List<String> problems(Entrant entrant, Ground ground, Backlog backlog)
            throws SQLException, IOException, InterruptedException {
        List<String> stores = ground.race().stores();
        StateCounts expected = backlog.expected(stores);
        StateCounts found = new StoredState(counting, ground.databases(), stack.openSearch()).read();
        List<String> problems = new ArrayList<>(found.differencesFrom(expected, entrant::promises));
        if (expected.counts().keySet().stream().allMatch(entrant::promises)) {
            List<Difference> differences = backlog.differences(ground.databases(), stores, ground.madeAt());
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
