package org.diracgrid.ingest.chaos;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.chaos.proxy.FaultProxy;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.model.event.Topics;

/**
 * One worker for both stores under a steady load, while one store after the other is refused, swallowed, cut, frozen, killed, made
 * read-only and slow. The worker stays, its groups do not move, its heap does not grow, the other store does not notice, and the
 * first write comes soon after the fault is over.
 *
 * <p>What is published during a fault is about jobs that the worker has met ({@link JobsAhead}).
 *
 * <p>Every fault on both stores; where the faults are short, each on one of them, which the seed chooses.
 */
final class StoresScenario implements Scenario {

    private static final int PARTITIONS = 6;
    private static final int EVENTS_PER_SECOND = 300;

    /** So few that every fault fills it, and that a backlog is many times as many. */
    private static final int IN_FLIGHT_RECORDS = 400;

    private static final int BACKLOG = 20 * IN_FLIGHT_RECORDS;

    /** When the live heap of the steady state is taken: caches are filled by then, and the budget is full still. */
    private static final int STEADY_AFTER = BACKLOG / 2;

    /** For what a worker reads of jobs whose histories have become longer, and remembers of jobs that it has met. */
    private static final double STEADY_GROWTH_MAX = 1.3;

    private static final Duration CATCH_UP_WITHIN = Duration.ofSeconds(90);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int FAULTS = 7;

    private final List<String> jvmArguments = List.of("-Xmx256m", "-XX:+UseSerialGC");

    @Override
    public void play(Stage stage) throws Exception {
        try (Trial trial = stage.trial(PARTITIONS, events(stage));
                Admin admin = trial.admin();
                FaultProxy mariaDb = FaultProxy.start(mariaDbPort(trial), stage.seed());
                FaultProxy openSearch = FaultProxy.start(openSearchPort(stage), stage.seed() + 1);
                Fleet fleet = stage.fleet(trial, settings(trial, mariaDb, openSearch), jvmArguments);
                ProgressWatch watch = new ProgressWatch(trial)) {
            Map<Part, GroupOffsets> groups = Map.of(
                    Part.MARIADB, new GroupOffsets(admin, trial.mySqlGroup(), Set.of(Topics.JOBS)),
                    Part.OPENSEARCH, new GroupOffsets(admin, trial.openSearchGroup(), Set.of(Topics.JOBS)));
            AtomicReference<JobsAhead> events = new AtomicReference<>();
            trial.publish(all -> {
                JobsAhead ahead = new JobsAhead(all, eventsOfAFault(stage));
                events.set(ahead);
                return new Slice<>(ahead, BACKLOG);
            });
            fleet.start();
            long steadyHeapBytes = steadyHeap(fleet, groups);
            stage.findings().figure("live heap, first steady state, KiB", steadyHeapBytes >> 10);
            JobsAhead ahead = Objects.requireNonNull(events.get());
            var drill = new FaultDrill(fleet, groups, ahead, steadyDuration(stage), steadyHeapBytes);
            try (Load load = Load.start(trial, EVENTS_PER_SECOND, all -> ahead)) {
                drill.awaitSteady();
                for (StoreFault fault : faults(stage, mariaDb, openSearch)) {
                    FaultFigures figures = drill.run(fault, stage.settings().duration());
                    stage.findings().figure(fault.toString(), figures);
                    figures.broken().forEach(broken -> stage.findings().violation(fault + ": " + broken));
                }
                load.end();
            }
            stage.findings().figure("live heap, greatest steady state, KiB", drill.steadyHeapBytes() >> 10);
            stage.findings()
                    .require(
                            drill.steadyHeapBytes() < STEADY_GROWTH_MAX * steadyHeapBytes,
                            "the heap grew from fault to fault");
            trial.reconnect();
            Judge judge = new Judge(trial, fleet, watch, stage.findings());
            boolean isCaughtUp = judge.awaitCaughtUp(CATCH_UP_WITHIN);
            fleet.end();
            if (isCaughtUp) {
                judge.judge();
            }
        }
    }

    private static List<StoreFault> faults(Stage stage, FaultProxy mariaDb, FaultProxy openSearch) {
        List<StoreFault> ones = new StoreFaults(stage.stack(), Part.MARIADB, mariaDb).all();
        List<StoreFault> others = new StoreFaults(stage.stack(), Part.OPENSEARCH, openSearch).all();
        List<StoreFault> inOrder = new ArrayList<>();
        for (int i = 0; i < ones.size(); i++) {
            List<StoreFault> pair = List.of(ones.get(i), others.get(i));
            inOrder.addAll(isLong(stage) ? pair : List.of(stage.pick(pair)));
        }
        List<StoreFault> shuffled = new ArrayList<>();
        while (!inOrder.isEmpty()) {
            StoreFault next = stage.pick(inOrder);
            inOrder.remove(next);
            shuffled.add(next);
        }
        return shuffled;
    }

    private static boolean isLong(Stage stage) {
        return stage.settings().duration().compareTo(LONG) >= 0;
    }

    private static Duration steadyDuration(Stage stage) {
        return isLong(stage) ? stage.settings().duration().dividedBy(4) : Duration.ofSeconds(1);
    }

    /** More than are published: as many as come in twice the time of the faults. */
    private static int events(Stage stage) {
        int faults = isLong(stage) ? 2 * FAULTS : FAULTS;
        Duration each = stage.settings().duration().plus(steadyDuration(stage));
        long seconds = 60 + 2L * faults * each.toSeconds();
        return Math.toIntExact(BACKLOG + EVENTS_PER_SECOND * seconds);
    }

    /** With the time before it, to look at the heap, and for a server to start. */
    private static int eventsOfAFault(Stage stage) {
        Duration duration = stage.settings().duration();
        return Math.toIntExact(EVENTS_PER_SECOND
                * duration.plus(steadyDuration(stage)).plusSeconds(15).toSeconds());
    }

    private static Map<String, String> settings(Trial trial, FaultProxy mariaDb, FaultProxy openSearch) {
        Map<String, String> settings = new HashMap<>();
        String port = ":" + mariaDbPort(trial) + "/";
        trial.environment().forEach((name, value) -> {
            if (name.startsWith("DIRACX_DB_URL_")) {
                settings.put(name, value.replace(port, ":" + mariaDb.port() + "/"));
            }
        });
        settings.put("DIRACX_OS_DB_JOBPARAMETERSDB", Trial.hosts("http://127.0.0.1:" + openSearch.port()));
        settings.put("INGEST_IN_FLIGHT_MAX_RECORDS", Integer.toString(IN_FLIGHT_RECORDS));
        settings.put(
                "INGEST_BATCH_MAX_RECORDS", "100"); // what a batch reads of its jobs' histories shall not count much
        settings.put("INGEST_KAFKA_MAX_PARTITION_FETCH_BYTES", "65536"); // the backlog fills these buffers, too
        settings.put("INGEST_COMMIT_INTERVAL", "100ms");
        return settings;
    }

    private static int mariaDbPort(Trial trial) {
        return URI.create(trial.environment().getOrDefault("DIRACX_DB_URL_JOBDB", ""))
                .getPort();
    }

    private static int openSearchPort(Stage stage) {
        return URI.create(stage.stack().openSearchUrl()).getPort();
    }

    private static long steadyHeap(Fleet fleet, Map<Part, GroupOffsets> groups) throws InterruptedException {
        for (GroupOffsets group : groups.values()) {
            Awaitility.await("half of the backlog")
                    .atMost(CATCH_UP_WITHIN)
                    .until(() -> group.committed() > STEADY_AFTER);
        }
        return LiveHeap.bytes(fleet.running().get(0).pid());
    }
}
