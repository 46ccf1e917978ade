package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.diracgrid.ingest.worker.mysql.JobVos;
import org.diracgrid.ingest.worker.mysql.MySqlSettings;
import org.diracgrid.ingest.worker.mysql.PilotSettings;
import org.diracgrid.ingest.worker.opensearch.JobParametersDb;
import org.diracgrid.ingest.worker.opensearch.OpenSearchConnection;
import org.diracgrid.ingest.worker.opensearch.OpenSearchOptions;
import org.diracgrid.ingest.worker.opensearch.OpenSearchSettings;
import org.diracgrid.ingest.worker.opensearch.WriteMode;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline;
import org.diracgrid.ingest.worker.pipeline.PipelineLimits;
import org.diracgrid.ingest.worker.pipeline.PipelineListener;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.diracgrid.ingest.worker.resilience.BisectingWriter;
import org.diracgrid.ingest.worker.resilience.RetryLimits;

/** The only place where configuration becomes parts and parts become a pipeline. Immutable. */
final class WorkerAssembly {

    /** Room for key, headers and framing of a record beside its value. */
    private static final int RECORD_OVERHEAD_BYTES = 64 << 10;

    private static final long POLL_WAIT_MS = 100;
    private static final long COMMIT_TIMEOUT_MS = 10_000;

    /** A look-up is a lane's time: jobs whose VO is known wait for it, too. */
    private static final Duration LOOK_UP_TIMEOUT_MAX = Duration.ofSeconds(5);

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
        return new KafkaDeadLetterSink(
                producer,
                nameOf(store),
                IngestCommand.Version.current(),
                config.timing().stopDrain());
    }

    /** Where the MySQL store tells what its commits did. */
    KafkaAppliedFeed appliedFeed() {
        Producer<byte[], byte[]> producer = kafka.producer(
                config.worker().groupId() + "-applied", config.topics().maxMessageBytes());
        return new KafkaAppliedFeed(
                producer,
                "/diracx-ingest/" + config.worker().groupId(),
                clock,
                config.timing().stopDrain());
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
     * How to reach OpenSearch.
     *
     * @throws ConfigException if the address is missing or cannot be understood
     */
    OpenSearchSettings openSearchSettings() {
        var urls = config.openSearchUrls();
        try {
            return OpenSearchSettings.parse(urls.get(DatabaseUrls.JOB_PARAMETERS_DB));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(urls.variable(DatabaseUrls.JOB_PARAMETERS_DB) + ": " + e.getMessage());
        }
    }

    /** The documents of job parameters, over {@code connection}, which it does not close. */
    JobParametersDb jobParametersDb(OpenSearchConnection connection) {
        return new JobParametersDb(connection, clock);
    }

    /** The address of JobDB. */
    DatabaseUrl jobDbUrl() {
        return databaseUrl(config.databaseUrls(), DatabaseUrls.JOB_DB);
    }

    /** Where the VO of a job is looked up, on connections of its own. */
    JobVos jobVos(Vertx vertx, DatabaseUrl jobDb) {
        return new JobVos(
                vertx,
                jobDb,
                config.worker().lanes(),
                shorter(config.database().connectTimeout(), LOOK_UP_TIMEOUT_MAX),
                shorter(config.database().statementTimeout(), LOOK_UP_TIMEOUT_MAX));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The sides that the configuration names, what others read first. */
    List<StoreSide> sides() {
        return config.worker().stores().stream().sorted().map(this::side).toList();
    }

    private StoreSide side(Store store) {
        return switch (store) {
            case MYSQL -> new MySqlSide(mySqlSettings(), clock);
            case OPENSEARCH ->
                new OpenSearchSide(openSearchSettings(), openSearchOptions(), jobDbUrl(), this::jobVos, clock);
        };
    }

    private OpenSearchOptions openSearchOptions() {
        return new OpenSearchOptions(
                WriteMode.REPLACE,
                config.openSearch().cachedVos(),
                config.openSearch().freeNames());
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
        return new IngestPipeline(new IngestPipeline.Parts(
                nameOf(side.store()),
                vertx,
                () -> kafka.consumer(group),
                side.topics(),
                new EventCodec(config.events().toCodecOptions(), side.unwanted()),
                side.fence(),
                pause -> BisectingWriter.around(
                        store.newWriter(outlets.feed()), pause, retries, clock, RandomGenerator.getDefault()),
                outlets.deadLetters(),
                limits(),
                listener,
                clock));
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

    private PipelineLimits limits() {
        var inFlight = config.inFlight();
        var retry = config.retry();
        var pilotGraceMs = config.pilots().notFoundGrace().toMillis();
        return new PipelineLimits(
                config.worker().lanes(),
                config.batch().maxRecords(),
                config.batch().maxBytes(),
                config.batch().linger().toMillis(),
                inFlight.maxRecords(),
                inFlight.maxBytes(),
                inFlight.maxRecords(),
                inFlight.maxBytes(),
                POLL_WAIT_MS,
                config.timing().commitInterval().toMillis(),
                COMMIT_TIMEOUT_MS,
                config.timing().revokeDrain().toMillis(),
                config.events().jobNotFoundGrace().toMillis(),
                Map.of(Topics.PILOTS, pilotGraceMs, Topics.PILOT_LOGS, pilotGraceMs),
                retry.initialDelay().toMillis(),
                retry.maxDelay().toMillis(),
                retry.bisectAfter().toMillis(),
                sessionTimeoutMs() + FOREIGN_PARTITIONS_MARGIN_MS);
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
