package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one worker: a pipeline per store, side by side. A store that is down is waited for by its own pipeline
 * alone; what can never work ends the worker, the other pipeline in good order.
 *
 * <p>Confined to the thread that calls {@link #run}, except {@link #requestStop}, which any thread may call.
 */
public final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final IngestConfig config;
    private final PrintWriter err;
    private final Map<Store, PipelineRun> runs = new EnumMap<>(Store.class);

    /** The pipeline that has caught up only after the other one has, because it reads what that one writes. */
    private final @Nullable PipelineRun reader;

    /**
     * Prepares a worker.
     *
     * @param err where progress is shown
     * @throws org.diracgrid.ingest.worker.config.ConfigException if the configuration names no broker, no database or no
     *     OpenSearch
     */
    public Worker(IngestConfig config, Mode mode, PrintWriter err, InstantSource clock) {
        this.config = config;
        this.err = err;
        var assembly = new WorkerAssembly(config, clock);
        assembly.sides().forEach(side -> runs.put(side.store(), new PipelineRun(assembly, side, config, mode)));
        this.reader = runs.size() > 1 ? runs.get(Store.OPENSEARCH) : null;
        if (reader != null) {
            reader.waitForWriter();
        }
        config.kafka().bootstrapServers();
    }

    /** The stores that it writes, what others read first. */
    public Set<Store> stores() {
        return Collections.unmodifiableSet(runs.keySet());
    }

    /**
     * What the pipeline of {@code store} counts.
     *
     * @throws IllegalArgumentException if the worker does not write that store
     */
    public PipelineCounters counters(Store store) {
        return run(store).counters();
    }

    /** What there is to tell of {@code store} beside that, a line each. */
    List<String> figures(Store store) {
        return run(store).side().figures();
    }

    private PipelineRun run(Store store) {
        var run = runs.get(store);
        if (run == null) {
            throw new IllegalArgumentException("not written by this worker: " + store);
        }
        return run;
    }

    /** Whether it was told to stop. */
    boolean isStopped() {
        return runs.values().stream().anyMatch(PipelineRun::isStopped);
    }

    /** Lets what is in flight finish, within the configured time, and ends {@link #run}. */
    public void requestStop() {
        LOG.info(
                "stopping; a second signal ends the worker at once: drainMs={}",
                config.timing().stopDrain().toMillis());
        runs.values().forEach(PipelineRun::requestStop);
    }

    /**
     * Runs until all pipelines have caught up, where that is the mode, or until it is told to stop.
     *
     * @throws CommandFailedException if it can never work
     */
    public void run() throws Exception {
        var vertx = WorkerAssembly.vertx();
        var threads = Executors.newFixedThreadPool(runs.size(), task -> new Thread(task, "ingest-run"));
        try (var watchdog = Watchdog.ofProcess(config.timing(), err)) {
            try (var progress = new RunProgress(config.timing().progressInterval(), err)) {
                runAll(vertx, new ExecutorCompletionService<>(threads), progress, watchdog);
            } finally {
                threads.shutdownNow(); // they have ended, unless this thread was interrupted
                watchdog.watch("the end of the worker", () -> 0);
                VertxCalls.await(vertx.close());
            }
        }
    }

    private void runAll(Vertx vertx, CompletionService<PipelineRun> threads, RunProgress progress, Watchdog watchdog)
            throws Exception {
        for (var run : runs.values()) {
            threads.submit(() -> {
                Thread.currentThread()
                        .setName(
                                "ingest-run-" + WorkerAssembly.nameOf(run.side().store()));
                run.run(vertx, progress, watchdog);
                return run;
            });
        }
        var failures = new ArrayList<Throwable>();
        for (int left = runs.size(); left > 0; left--) {
            try {
                var done = threads.take().get();
                if (reader != null && done != reader) {
                    reader.writerHasEnded();
                }
            } catch (ExecutionException e) {
                failures.add(e.getCause() == null ? e : e.getCause());
                runs.values().forEach(PipelineRun::requestStop);
            }
        }
        throwFirst(failures);
    }

    private static void throwFirst(List<Throwable> failures) throws Exception {
        if (!failures.isEmpty()) {
            var first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            if (first instanceof Exception failure) {
                throw failure;
            }
            throw (Error) first;
        }
    }
}
