package org.diracgrid.ingest.demo;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.diracgrid.ingest.worker.app.Worker;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;

/** Runs the real worker in this process until it has caught up, and shows how far it is. */
final class Ingestion {

    private static final long LOOK_EVERY_MS = 200;

    private Ingestion() {}

    /**
     * Runs the worker.
     *
     * @param environment what the worker is configured by
     */
    static Ingested run(Map<String, String> environment, Progress progress) throws InterruptedException {
        Worker worker = new Worker(
                IngestConfig.load(Optional.empty(), environment),
                Mode.UNTIL_CAUGHT_UP,
                new PrintWriter(Writer.nullWriter()),
                InstantSource.system());
        PipelineCounters counters = worker.counters(Store.MYSQL);
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "demo-worker"));
        try {
            Future<?> end = thread.submit(() -> {
                worker.run();
                return null;
            });
            while (!hasEnded(end)) {
                progress.to(finished(counters));
            }
            progress.to(finished(counters));
        } finally {
            thread.shutdownNow();
        }
        return new Ingested(
                counters.received(),
                counters.stored(),
                counters.superseded(),
                counters.parked(),
                counters.batches(),
                counters.retries(),
                progress.elapsed());
    }

    private static long finished(PipelineCounters counters) {
        return counters.stored() + counters.superseded() + counters.parked();
    }

    /** Waits a little. */
    private static boolean hasEnded(Future<?> end) throws InterruptedException {
        try {
            end.get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new CommandFailedException("the worker failed: " + e.getCause(), e.getCause());
        }
    }
}
