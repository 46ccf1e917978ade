package org.diracgrid.ingest.worker.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The worker itself. */
@Command(
        name = "run",
        description = {
            "Runs the worker. A broker or database that is down is waited for, at the start and later; wrong credentials"
                    + " and missing tables end it with exit code 1.",
            "SIGTERM and SIGINT stop it in good order within drain.stop; a second signal ends it at once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ingest run",
            "  ingest run --until-caught-up          ends once all that there was at its start is stored",
            "  INGEST_LANES=8 ingest run -v          more database connections, more said"
        })
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private @Nullable IngestCommand ingest;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--stores",
            paramLabel = "STORE",
            description = "The stores to write, in place of the key stores: mysql, opensearch or both.")
    private @Nullable String stores;

    @Option(
            names = "--until-caught-up",
            description = "End with exit code 0 once every assigned partition is settled and committed up to the end"
                    + " offsets seen at the start.")
    private boolean untilCaughtUp;

    @Override
    public Integer call() throws Exception {
        var config = Wiring.require(ingest).config();
        if (stores != null) {
            config = config.withStores(stores);
        }
        var command = Wiring.require(spec).commandLine();
        var worker = new Worker(
                config,
                untilCaughtUp ? Mode.UNTIL_CAUGHT_UP : Mode.CONTINUOUS,
                command.getErr(),
                InstantSource.system());
        var startNanos = System.nanoTime();
        try (var signals = new StopSignals(worker::requestStop)) {
            signals.take();
            worker.run();
        } finally {
            var took = Duration.ofNanos(System.nanoTime() - startNanos);
            for (var store : worker.stores()) {
                command.getOut().println(summary(store, worker.counters(store), took, worker.isStopped()));
                worker.figures(store).forEach(command.getOut()::println);
            }
            command.getOut().flush();
        }
        return 0;
    }

    /** The balance: every record that came in is accounted for. */
    static String summary(Store store, PipelineCounters counters, Duration took, boolean stopped) {
        var seconds = took.toMillis() / 1e3;
        return String.format(
                Locale.ROOT,
                "%s: received %d = stored %d + superseded %d + parked %d + dropped %d + in flight %d;"
                        + " %.1f s, %.0f events/s%s",
                WorkerAssembly.nameOf(store),
                counters.received(),
                counters.stored(),
                counters.superseded(),
                counters.parked(),
                counters.stale(),
                counters.inFlight(),
                seconds,
                counters.received() / Math.max(0.001, seconds),
                stopped ? "; stopped" : "");
    }
}
