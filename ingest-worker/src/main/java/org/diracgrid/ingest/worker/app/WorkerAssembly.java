package org.diracgrid.ingest.worker.app;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.config.ConfigException;
import org.diracgrid.ingest.worker.config.DatabaseUrls;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.deadletter.KafkaDeadLetterSink;
import org.diracgrid.ingest.worker.mysql.DatabaseUrl;
import org.diracgrid.ingest.worker.mysql.MySqlSettings;
import org.diracgrid.ingest.worker.mysql.MySqlStore;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline;
import org.diracgrid.ingest.worker.pipeline.PipelineLimits;
import org.diracgrid.ingest.worker.pipeline.PipelineListener;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.diracgrid.ingest.worker.resilience.BisectingWriter;
import org.diracgrid.ingest.worker.resilience.RetryLimits;

/** The only place where configuration becomes parts and parts become a pipeline. Immutable. */
final class WorkerAssembly {

    /** What the pipeline of the MySQL store reads. */
    static final Set<String> MYSQL_TOPICS = Set.of(Topics.JOBS);

    /** Room for key, headers and framing of a record beside its value. */
    private static final int RECORD_OVERHEAD_BYTES = 64 << 10;

    private static final long POLL_WAIT_MS = 100;
    private static final long COMMIT_TIMEOUT_MS = 10_000;

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
                config.worker().groupId() + "-dead-letters",
                config.topics().deadLetterMaxMessageBytes() + RECORD_OVERHEAD_BYTES);
        return new KafkaDeadLetterSink(
                producer,
                store.name().toLowerCase(Locale.ROOT),
                IngestCommand.Version.current(),
                config.timing().stopDrain());
    }

    /**
     * How to reach the databases.
     *
     * @throws ConfigException if an address is missing or cannot be understood
     */
    MySqlSettings mySqlSettings() {
        var urls = config.databaseUrls();
        var jobDb = databaseUrl(urls, DatabaseUrls.JOB_DB);
        var jobLoggingDb = databaseUrl(urls, DatabaseUrls.JOB_LOGGING_DB);
        var taskQueueDb = urls.find(DatabaseUrls.TASK_QUEUE_DB)
                .map(url -> databaseUrl(urls, DatabaseUrls.TASK_QUEUE_DB))
                .orElse(null);
        try {
            return new MySqlSettings(
                    jobDb,
                    jobLoggingDb,
                    taskQueueDb,
                    config.worker().lanes(),
                    config.database().connectTimeout(),
                    config.database().statementTimeout(),
                    config.events().toFoldOptions());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("DIRACX_DB_URL_*: " + e.getMessage());
        }
    }

    static DatabaseUrl databaseUrl(DatabaseUrls urls, String database) {
        try {
            return DatabaseUrl.parse(urls.get(database));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(DatabaseUrls.variable(database) + ": " + e.getMessage());
        }
    }

    /** The pipeline that writes {@code store}, at rest. */
    IngestPipeline mySqlPipeline(Vertx vertx, MySqlStore store, DeadLetterSink deadLetters, PipelineListener listener) {
        var group = config.worker().groupOf(Store.MYSQL);
        var retries = retryLimits();
        return new IngestPipeline(new IngestPipeline.Parts(
                "mysql",
                vertx,
                () -> kafka.consumer(group),
                MYSQL_TOPICS,
                new EventCodec(config.events().toCodecOptions()),
                pause -> BisectingWriter.around(store.writer(), pause, retries, clock, RandomGenerator.getDefault()),
                deadLetters,
                limits(),
                listener,
                clock));
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
