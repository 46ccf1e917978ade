package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.app.StoreSide.ReachedStore;
import org.diracgrid.ingest.worker.config.ConfigException;
import org.diracgrid.ingest.worker.config.DatabaseUrls;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.deadletter.KafkaDeadLetterSink;
import org.diracgrid.ingest.worker.feed.KafkaAppliedFeed;
import org.diracgrid.ingest.worker.mysql.DatabaseUrl;
import org.diracgrid.ingest.worker.mysql.MySqlSettings;
import org.diracgrid.ingest.worker.mysql.PilotSettings;
import org.diracgrid.ingest.worker.opensearch.JobParametersDb;
import org.diracgrid.ingest.worker.opensearch.OpenSearchConnection;
import org.diracgrid.ingest.worker.opensearch.OpenSearchDatabases;
import org.diracgrid.ingest.worker.opensearch.OpenSearchOptions;
import org.diracgrid.ingest.worker.opensearch.OpenSearchPlaces;
import org.diracgrid.ingest.worker.opensearch.OpenSearchSettings;
import org.diracgrid.ingest.worker.opensearch.WriteMode;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline;
import org.diracgrid.ingest.worker.pipeline.PipelineLimits;
import org.diracgrid.ingest.worker.pipeline.PipelineListener;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.diracgrid.ingest.worker.resilience.BisectingWriter;
import org.diracgrid.ingest.worker.resilience.BreakerLimits;
import org.diracgrid.ingest.worker.resilience.RetryLimits;
import org.diracgrid.ingest.worker.resilience.StoreGuard;

/** The only place where configuration becomes parts and parts become a pipeline. Immutable. */
final class WorkerAssembly {

    /** Room for key, headers and framing of a record beside its value. */
    private static final int RECORD_OVERHEAD_BYTES = 64 << 10;

    private static final long POLL_WAIT_MS = 100;
    private static final long COMMIT_TIMEOUT_MS = 10_000;
    private static final Duration OUTLETS_CLOSE_MAX = Duration.ofSeconds(5);

    private static final long FOREIGN_PARTITIONS_MARGIN_MS = 15_000;

    private final IngestConfig config;
    private final InstantSource clock;
    private final KafkaClients kafka;

    WorkerAssembly(IngestConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.kafka = new KafkaClients(config.kafka());
    }

    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    Admin admin() {
        return kafka.admin();
    }

    /** Where {@code store}'s pipeline parks; its letters are whole records with headers on top. */
    DeadLetterSink deadLetterSink(Store store) {
        Producer<byte[], byte[]> producer = kafka.producer(
                config.worker().groupOf(store) + "-dead-letters",
                config.topics().deadLetterMaxMessageBytes() + RECORD_OVERHEAD_BYTES);
        return new KafkaDeadLetterSink(producer, nameOf(store), IngestCommand.Version.current(), outletsCloseWait());
    }

    /** Where the MySQL store tells what its commits did. */
    KafkaAppliedFeed appliedFeed() {
        Producer<byte[], byte[]> producer = kafka.producer(
                config.worker().groupId() + "-applied", config.topics().maxMessageBytes());
        return new KafkaAppliedFeed(
                producer, "/diracx-ingest/" + config.worker().groupId(), clock, outletsCloseWait());
    }

    /**
     * How to reach the databases.
     *
     * @throws ConfigException if an address is missing or cannot be understood
     */
    MySqlSettings mySqlSettings() {
        var urls = config.databaseUrls();
        var jobDb = jobDbUrl();
        var jobLoggingDb = databaseUrl(urls, DatabaseUrls.JOB_LOGGING_DB);
        var taskQueueDb = urls.find(DatabaseUrls.TASK_QUEUE_DB)
                .map(url -> databaseUrl(urls, DatabaseUrls.TASK_QUEUE_DB))
                .orElse(null);
        var pilots = urls.find(DatabaseUrls.PILOT_AGENTS_DB)
                .map(url -> new PilotSettings(
                        databaseUrl(urls, DatabaseUrls.PILOT_AGENTS_DB),
                        config.pilots().allowedVos()))
                .orElse(null);
        return new MySqlSettings(
                jobDb,
                jobLoggingDb,
                taskQueueDb,
                pilots,
                config.worker().lanes(),
                config.database().connectTimeout(),
                config.database().statementTimeout(),
                config.events().toFoldOptions());
    }

    /**
     * Where the databases in OpenSearch are.
     *
     * @throws ConfigException if the address of JobParametersDB is missing, or one cannot be understood
     */
    OpenSearchPlaces openSearchPlaces() {
        var urls = config.openSearchUrls();
        return new OpenSearchPlaces(
                openSearchSettings(DatabaseUrls.JOB_PARAMETERS_DB),
                urls.find(DatabaseUrls.PILOT_PARAMETERS_DB)
                        .map(url -> openSearchSettings(DatabaseUrls.PILOT_PARAMETERS_DB))
                        .orElse(null),
                urls.find(DatabaseUrls.PILOT_LOGS_DB)
                        .map(url -> openSearchSettings(DatabaseUrls.PILOT_LOGS_DB))
                        .orElse(null));
    }

    /**
     * How to reach one of them.
     *
     * @throws ConfigException if its address is missing or cannot be understood
     */
    OpenSearchSettings openSearchSettings(String database) {
        var urls = config.openSearchUrls();
        try {
            return OpenSearchSettings.parse(urls.get(database));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(urls.variable(database) + ": " + e.getMessage());
        }
    }

    /** All of them, for who closes them. */
    OpenSearchDatabases openSearchDatabases() {
        return OpenSearchDatabases.open(openSearchPlaces(), clock);
    }

    /** The documents of job parameters, over {@code connection}, which it does not close. */
    JobParametersDb jobParametersDb(OpenSearchConnection connection) {
        return new JobParametersDb(connection, clock);
    }

    /** The address of JobDB. */
    private DatabaseUrl jobDbUrl() {
        return databaseUrl(config.databaseUrls(), DatabaseUrls.JOB_DB);
    }

    /**
     * Where jobs and pilots are looked up, on connections of their own.
     *
     * @throws ConfigException if an address is missing or cannot be understood
     */
    LookUps lookUps(OpenSearchPlaces places) {
        var pilotAgentsDb = places.havePilots()
                ? Optional.of(databaseUrl(config.databaseUrls(), DatabaseUrls.PILOT_AGENTS_DB))
                : Optional.<DatabaseUrl>empty();
        return new LookUps(
                jobDbUrl(),
                pilotAgentsDb,
                config.worker().lanes(),
                config.database().connectTimeout(),
                config.database().statementTimeout());
    }

    /** The sides that the configuration names, what others read first. */
    List<StoreSide> sides() {
        return config.worker().stores().stream().sorted().map(this::side).toList();
    }

    private StoreSide side(Store store) {
        return switch (store) {
            case MYSQL -> new MySqlSide(mySqlSettings(), clock);
            case OPENSEARCH -> {
                var places = openSearchPlaces();
                yield new OpenSearchSide(places, openSearchOptions(), lookUps(places), new LogCounters(), clock);
            }
        };
    }

    private OpenSearchOptions openSearchOptions() {
        return new OpenSearchOptions(
                WriteMode.REPLACE,
                config.openSearch().cachedVos(),
                config.openSearch().cachedPilots(),
                config.openSearch().freeNames(),
                config.pilotLogs().unknownPilot(),
                config.pilotLogs().scrub());
    }

    static DatabaseUrl databaseUrl(DatabaseUrls urls, String database) {
        try {
            return DatabaseUrl.parse(urls.get(database));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(urls.variable(database) + ": " + e.getMessage());
        }
    }

    /** The pipeline that writes {@code store}, at rest. */
    IngestPipeline pipeline(
            Vertx vertx, StoreSide side, ReachedStore store, KafkaOutlets outlets, PipelineListener listener) {
        var group = config.worker().groupOf(side.store());
        var retries = retryLimits();
        var guard = new StoreGuard(nameOf(side.store()), store::ping, breakerLimits(), clock, listener::breakerChanged);
        return new IngestPipeline(new IngestPipeline.Parts(
                nameOf(side.store()),
                vertx,
                () -> kafka.consumer(group),
                side.topics(),
                new EventCodec(config.events().toCodecOptions(), side.unwanted()),
                side.fence(),
                pause -> BisectingWriter.around(
                        guard.around(store.newWriter(outlets.feed()), pause),
                        pause,
                        retries,
                        clock,
                        RandomGenerator.getDefault()),
                guard,
                outlets.deadLetters(),
                limits(),
                listener,
                clock));
    }

    /** What the outlets still send has no part in what was committed; whoever reads it again sends it again. */
    private Duration outletsCloseWait() {
        var drain = config.timing().stopDrain();
        return drain.compareTo(OUTLETS_CLOSE_MAX) < 0 ? drain : OUTLETS_CLOSE_MAX;
    }

    /** As the configuration spells it. */
    static String nameOf(Store store) {
        return store.name().toLowerCase(Locale.ROOT);
    }

    private RetryLimits retryLimits() {
        var retry = config.retry();
        return new RetryLimits(
                retry.initialDelay().toMillis(),
                retry.maxDelay().toMillis(),
                retry.bisectAfter().toMillis());
    }

    private BreakerLimits breakerLimits() {
        var breaker = config.breaker();
        return new BreakerLimits(
                breaker.failures(),
                breaker.slowFailure().toMillis(),
                breaker.pingInterval().toMillis(),
                breaker.maxWrites().orElse(config.worker().lanes()));
    }

    private PipelineLimits limits() {
        var inFlight = config.inFlight();
        // A batch must fit, also where the heap is small.
        var inFlightBytes = inFlight.maxBytes()
                .orElse(Math.max(
                        HeapShares.current().inFlightBytes(), config.batch().maxBytes()));
        var retry = config.retry();
        var pilotGraceMs = config.pilots().notFoundGrace().toMillis();
        return new PipelineLimits(
                config.worker().lanes(),
                config.batch().maxRecords(),
                config.batch().maxBytes(),
                config.batch().linger().toMillis(),
                inFlight.maxRecords(),
                inFlightBytes,
                inFlight.maxRecords(),
                inFlightBytes,
                POLL_WAIT_MS,
                config.timing().commitInterval().toMillis(),
                COMMIT_TIMEOUT_MS,
                config.timing().revokeDrain().toMillis(),
                config.events().jobNotFoundGrace().toMillis(),
                Map.of(Topics.PILOTS, pilotGraceMs, Topics.PILOT_LOGS, pilotGraceMs),
                retry.initialDelay().toMillis(),
                retry.maxDelay().toMillis(),
                retry.bisectAfter().toMillis(),
                sessionTimeoutMs() + FOREIGN_PARTITIONS_MARGIN_MS,
                config.timing().stuckAfter().toMillis(),
                sessionTimeoutMs() / 2);
    }

    private long sessionTimeoutMs() {
        var text = config.kafka().properties().get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
        try {
            return text == null ? KafkaClients.SESSION_TIMEOUT_MS : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ConfigException(
                    "kafka.session.timeout.ms: \"" + text + "\" is not allowed; expected milliseconds");
        }
    }
}
