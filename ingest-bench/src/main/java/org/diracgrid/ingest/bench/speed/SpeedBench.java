package org.diracgrid.ingest.bench.speed;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.bench.load.PilotLoad;
import org.diracgrid.ingest.demo.DemoStack;
import org.diracgrid.ingest.devstack.SchemaFlavour;

/**
 * The comparison from beginning to end, on one stack: for each family, number of lanes and size of batches every contender runs,
 * and that again and again, each time in another order, so that nobody always comes after the same one.
 */
final class SpeedBench {

    private final SpeedSettings settings;
    private final PrintWriter out;

    /** @param out where everything goes that the user reads while it runs */
    SpeedBench(SpeedSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    SpeedReport run() throws SQLException, IOException, InterruptedException {
        say("starting     Kafka, MariaDB and OpenSearch in " + settings.directory());
        List<Result> results = new ArrayList<>();
        try (DemoStack stack = DemoStack.startToMeasure(settings.directory(), SchemaFlavour.DIRACX);
                Arena arena = new Arena(stack, settings)) {
            for (Family family : settings.families()) {
                say("preparing    " + family.id());
                Backlog backlog = backlog(stack, family);
                for (int lanes : settings.lanes()) {
                    for (int batch : settings.batches()) {
                        results.addAll(races(arena, backlog, new Result.Course(family, lanes, batch)));
                    }
                }
            }
        }
        return new SpeedReport(settings.events(), settings.seed(), settings.repeat(), results);
    }

    private Backlog backlog(DemoStack stack, Family family) throws SQLException, IOException {
        int events = settings.events();
        return switch (family) {
            case STATUS, HEARTBEAT, METADATA, MIXED ->
                JobBacklog.of(stack, new JobLoad(family, events, settings.seed()));
            case PILOTS -> new PilotBacklog(new PilotLoad(events, settings.seed()));
            case LOG_LINES -> new LogBacklog(stack, LogLoad.of(events, settings.seed()));
        };
    }

    private List<Result> races(Arena arena, Backlog backlog, Result.Course course)
            throws SQLException, IOException, InterruptedException {
        List<Entrant> order = new ArrayList<>(settings.entrants());
        order.removeIf(entrant -> !entrant.takes(course.family()));
        List<Result> results = new ArrayList<>();
        for (int repetition = 1; repetition <= settings.repeat(); repetition++) {
            for (Entrant entrant : order) {
                Result result = arena.race(entrant, course, settings, backlog, recording(entrant, course, repetition));
                results.add(result);
                say(String.format(
                        Locale.ROOT,
                        "%-12s %s, %d lanes, batches of %d, %d of %d: %,.0f events/s%s",
                        entrant.name(),
                        course.family().id(),
                        course.lanes(),
                        course.batch(),
                        repetition,
                        settings.repeat(),
                        result.eventsPerSecond(),
                        result.problems().isEmpty() ? "" : "  WRONG: " + result.problems()));
            }
            Collections.rotate(order, 1);
        }
        return results;
    }

    /** The worker's last run is recorded where that is wanted; it is slower for it by a hundredth or so. */
    private List<String> recording(Entrant entrant, Result.Course course, int repetition) {
        Path profile = settings.profile();
        if (profile == null || !(entrant instanceof WorkerEntrant) || repetition < settings.repeat()) {
            return List.of();
        }
        boolean several = settings.families().size()
                        * settings.lanes().size()
                        * settings.batches().size()
                > 1;
        String name = profile.toAbsolutePath().toString();
        String file = several
                ? name.replaceFirst(
                        "(\\.jfr)?$", "-" + course.family().id() + '-' + course.lanes() + '-' + course.batch() + ".jfr")
                : name;
        return List.of("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
