package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.app.StartUp.NotYetException;
import org.diracgrid.ingest.worker.app.StoreSide.ReachedStore;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one store's pipeline, from the first attempt to reach the store to the last commit. Sinks start first and
 * the loop last; they stop in the opposite order. Two of them share nothing but the process: what one waits for does not
 * concern the other.
 *
 * <p>Confined to the thread that calls {@link #run}, except {@link #requestStop} and {@link #writerHasEnded}, which any
 * thread may call.
 */
final class PipelineRun {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);

    /** Beyond the drain: for the last commit, leaving the group and closing connections. */
    private static final long STOP_MARGIN_MS = 15_000;

    private final WorkerAssembly assembly;
    private final StoreSide side;
    private final IngestConfig config;
    private final Mode mode;
    private final String name;
    private final StartUp startUp;
    private final PipelineCounters counters = new PipelineCounters();
    private final AtomicReference<@Nullable IngestPipeline> running = new AtomicReference<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean waitsForWriter;

    /** @param mode whether it is to end by itself; topics that are missing then end it, too */
    PipelineRun(WorkerAssembly assembly, StoreSide side, IngestConfig config, Mode mode) {
        this.assembly = assembly;
        this.side = side;
        this.config = config;
        this.mode = mode;
        this.name = WorkerAssembly.nameOf(side.store());
        this.startUp = new StartUp(config.retry());
    }

    StoreSide side() {
        return side;
    }

    PipelineCounters counters() {
        return counters;
    }

    /** Whether it was told to stop. */
    boolean isStopped() {
        return startUp.isStopped();
    }

    /** Lets what is in flight finish, within the configured time, and ends {@link #run}. */
    void requestStop() {
        startUp.stop();
        stop(running.get());
    }

    /** Where it is to end once it has caught up: not before {@link #writerHasEnded}. Called before {@link #run}. */
    void waitForWriter() {
        waitsForWriter = true;
    }

    /** What is in the topics now is all that there will be. */
    void writerHasEnded() {
        waitsForWriter = false;
        endIfCaughtUp(running.get());
    }

    /**
     * Runs until the pipeline ends or is told to stop.
     *
     * @throws CommandFailedException if it can never work
     */
    void run(Vertx vertx, RunProgress progress, Watchdog watchdog) throws Exception {
        var store = startUp.await(name, () -> reach(vertx));
        if (store.isPresent()) {
            try {
                runWith(store.get(), vertx, progress, watchdog);
            } finally {
                VertxCalls.await(store.get().close());
            }
        }
    }

    private ReachedStore reach(Vertx vertx) throws InterruptedException, NotYetException {
        try {
            return VertxCalls.await(side.reach(vertx));
        } catch (StoreException e) {
            if (e.failure().kind() == StoreFailure.Kind.FATAL) {
                throw new CommandFailedException(UserErrors.describe(e), e);
            }
            throw new NotYetException(UserErrors.describe(e), e);
        }
    }

    private void runWith(ReachedStore store, Vertx vertx, RunProgress progress, Watchdog watchdog) throws Exception {
        var readiness = new TopicReadiness(assembly, neededTopics(side), mode);
        var client = startUp.await("kafka", readiness::connect);
        if (client.isPresent()) {
            var outlets = new KafkaOutlets(assembly, side);
            try {
                runPipeline(client.get(), assembly.pipeline(vertx, side, store, outlets, counters), progress, watchdog);
            } finally {
                client.get().close(Duration.ZERO); // it was asked for the lag only
                outlets.close();
            }
        }
    }

    /** What has to be there before it can run: what it reads and what it writes. */
    static Set<String> neededTopics(StoreSide side) {
        var needed = new TreeSet<String>();
        for (var topic : side.topics()) {
            needed.add(topic);
            needed.add(Topics.deadLetter(topic));
        }
        if (side.tellsFeed()) {
            needed.add(Topics.JOBS_APPLIED);
        }
        return needed;
    }

    private void runPipeline(Admin admin, IngestPipeline pipeline, RunProgress progress, Watchdog watchdog)
            throws InterruptedException {
        var group = config.worker().groupOf(side.store());
        LOG.info(
                "running: store={} group={} topics={} lanes={}",
                name,
                group,
                side.topics(),
                config.worker().lanes());
        pipeline.start(Mode.CONTINUOUS).onComplete(answer -> {
            if (answer.succeeded()) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(answer.cause());
            }
        });
        running.set(pipeline);
        if (startUp.isStopped()) { // told to stop between the last look and now
            stop(pipeline);
        }
        endIfCaughtUp(pipeline);
        var line = progress.show(name, counters, new Lag(admin, group, side.topics()));
        var watch = watchdog.watch("the poll thread of " + name, pipeline::turns);
        try {
            ended.get();
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } finally {
            line.hide();
            watch.end();
        }
    }

    private void endIfCaughtUp(@Nullable IngestPipeline pipeline) {
        if (pipeline != null && mode == Mode.UNTIL_CAUGHT_UP && !waitsForWriter) {
            pipeline.endWhenCaughtUp();
        }
    }

    private void stop(@Nullable IngestPipeline pipeline) {
        if (pipeline != null) {
            var drainMs = config.timing().stopDrain().toMillis();
            var bounded = ended.orTimeout(drainMs + STOP_MARGIN_MS, TimeUnit.MILLISECONDS);
            pipeline.requestStop(drainMs);
            LOG.debug("stop requested: store={} {}", name, bounded);
        }
    }

    private static CommandFailedException failed(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return new CommandFailedException("the worker did not stop in time", cause);
        }
        return new CommandFailedException(UserErrors.describe(cause), cause);
    }
}
