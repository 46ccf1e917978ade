package org.diracgrid.ingest.demo;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
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
        Watch mySql = new Watch(worker.counters(Store.MYSQL));
        Watch openSearch = new Watch(worker.counters(Store.OPENSEARCH));
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "demo-worker"));
        try {
            Future<?> end = thread.submit(() -> {
                worker.run();
                return null;
            });
            boolean ended;
            do {
                ended = hasEnded(end);
                long unused = openSearch.look(progress);
                progress.to(mySql.look(progress));
            } while (!ended);
        } finally {
            thread.shutdownNow();
        }
        return new Ingested(mySql.side(), openSearch.side());
    }

    /** Looks at a pipeline now and then, to know when it was last at work. */
    private static final class Watch {
        private final PipelineCounters counters;
        private long finished;
        private Duration took = Duration.ZERO;

        Watch(PipelineCounters counters) {
            this.counters = counters;
        }

        /** How many records it has finished. */
        long look(Progress progress) {
            long now = counters.stored() + counters.superseded() + counters.parked();
            if (now > finished) {
                finished = now;
                took = progress.elapsed();
            }
            return finished;
        }

        Ingested.Side side() {
            return Ingested.Side.of(counters, took);
        }
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
