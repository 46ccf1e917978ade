package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.diracgrid.ingest.worker.app.StartUp.NotYetException;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.mysql.MySqlSettings;
import org.diracgrid.ingest.worker.mysql.MySqlStore;
import org.diracgrid.ingest.worker.mysql.SchemaReport.Level;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one worker: bring up what it needs, run the pipeline, put everything away. Sinks start first and the loop
 * last; they stop in the opposite order.
 *
 * <p>Confined to the thread that calls {@link #run}, except {@link #requestStop}, which any thread may call.
 */
public final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Beyond the drain: for the last commit, leaving the group and closing connections. */
    private static final long STOP_MARGIN_MS = 15_000;

    private final IngestConfig config;
    private final Mode mode;
    private final PrintWriter err;
    private final InstantSource clock;
    private final WorkerAssembly assembly;
    private final MySqlSettings settings;
    private final StartUp startUp;
    private final PipelineCounters counters = new PipelineCounters();
    private final AtomicReference<@Nullable IngestPipeline> running = new AtomicReference<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * Prepares a worker.
     *
     * @param err where progress is shown
     * @throws org.diracgrid.ingest.worker.config.ConfigException if the configuration names no broker or no database
     */
    public Worker(IngestConfig config, Mode mode, PrintWriter err, InstantSource clock) {
        this.config = config;
        this.mode = mode;
        this.err = err;
        this.clock = clock;
        this.assembly = new WorkerAssembly(config, clock);
        this.settings = assembly.mySqlSettings();
        this.startUp = new StartUp(config.retry());
        config.kafka().bootstrapServers();
    }

    public PipelineCounters counters() {
        return counters;
    }

    /** Whether it was told to stop. */
    boolean isStopped() {
        return startUp.isStopped();
    }

    /** Lets what is in flight finish, within the configured time, and ends {@link #run}. */
    public void requestStop() {
        LOG.info("stopping; a second signal ends the worker at once: drainMs={}", drainMs());
        startUp.stop();
        stop(running.get());
    }

    /**
     * Runs until the pipeline has caught up, where that is the mode, or until it is told to stop.
     *
     * @throws CommandFailedException if it can never work
     */
    public void run() throws Exception {
        var vertx = WorkerAssembly.vertx();
        try {
            var store = startUp.await("mysql", () -> openStore(vertx));
            if (store.isPresent()) {
                try {
                    runWithStore(vertx, store.get());
                } finally {
                    VertxCalls.await(store.get().close());
                }
            }
        } finally {
            VertxCalls.await(vertx.close());
        }
    }

    private MySqlStore openStore(Vertx vertx) throws InterruptedException, NotYetException {
        try {
            var store = VertxCalls.await(MySqlStore.open(vertx, settings, clock));
            store.report().findings().stream()
                    .filter(finding -> finding.level() == Level.WARNING)
                    .forEach(finding -> LOG.warn("{}: {}", finding.subject(), finding.text()));
            return store;
        } catch (StoreException e) {
            if (e.failure().kind() == StoreFailure.Kind.FATAL) {
                throw new CommandFailedException(UserErrors.describe(e), e);
            }
            throw new NotYetException(UserErrors.describe(e), e);
        }
    }

    private void runWithStore(Vertx vertx, MySqlStore store) throws Exception {
        var readiness = new TopicReadiness(assembly, WorkerAssembly.MYSQL_TOPICS, mode);
        var client = startUp.await("kafka", readiness::connect);
        if (client.isPresent()) {
            var deadLetters = assembly.deadLetterSink(Store.MYSQL);
            try (var admin = client.get()) {
                runPipeline(admin, assembly.mySqlPipeline(vertx, store, deadLetters, counters));
            } finally {
                VertxCalls.await(deadLetters.close());
            }
        }
    }

    private void runPipeline(Admin admin, IngestPipeline pipeline) throws InterruptedException {
        var group = config.worker().groupOf(Store.MYSQL);
        LOG.info(
                "running: store=mysql group={} topics={} lanes={}",
                group,
                topics(),
                config.worker().lanes());
        pipeline.start(mode).onComplete(answer -> {
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
        var lag = new Lag(admin, group, topics());
        try (var progress =
                new RunProgress("mysql", counters, lag, config.timing().progressInterval(), err)) {
            progress.start();
            ended.get();
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        }
    }

    private void stop(@Nullable IngestPipeline pipeline) {
        if (pipeline != null) {
            var bounded = ended.orTimeout(drainMs() + STOP_MARGIN_MS, TimeUnit.MILLISECONDS);
            pipeline.requestStop(drainMs());
            LOG.debug("stop requested: {}", bounded);
        }
    }

    private static CommandFailedException failed(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return new CommandFailedException("the worker did not stop in time", cause);
        }
        return new CommandFailedException(UserErrors.describe(cause), cause);
    }

    private static Set<String> topics() {
        return WorkerAssembly.MYSQL_TOPICS;
    }

    private long drainMs() {
        return config.timing().stopDrain().toMillis();
    }
}
