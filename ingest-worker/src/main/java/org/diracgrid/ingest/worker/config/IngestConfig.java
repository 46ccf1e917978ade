package org.diracgrid.ingest.worker.config;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.diracgrid.ingest.worker.config.Settings.Setting;

/**
 * The whole configuration: packed defaults, a file over them, the environment on top. Immutable.
 *
 * @param kafka properties of the Kafka clients
 * @param databaseUrls addresses of the SQL databases; they come from the environment alone, as DiracX's do
 * @param openSearchUrls the same of the OpenSearch databases
 */
public record IngestConfig(
        WorkerConfig worker,
        EventsConfig events,
        PilotsConfig pilots,
        BatchConfig batch,
        InFlightConfig inFlight,
        RetryConfig retry,
        BreakerConfig breaker,
        TimingConfig timing,
        DatabaseConfig database,
        OpenSearchConfig openSearch,
        PilotLogsConfig pilotLogs,
        TopicsConfig topics,
        KafkaConfig kafka,
        DatabaseUrls databaseUrls,
        DatabaseUrls openSearchUrls) {

    private static final String DEFAULTS = "/ingest.yaml";

    /** Every key there is, in the order of the reference; {@code kafka.*} comes on top of them. */
    static final List<Key<?>> KEYS = Stream.of(
                    WorkerConfig.KEYS,
                    EventsConfig.KEYS,
                    PilotsConfig.KEYS,
                    BatchConfig.KEYS,
                    InFlightConfig.KEYS,
                    RetryConfig.KEYS,
                    BreakerConfig.KEYS,
                    TimingConfig.KEYS,
                    DatabaseConfig.KEYS,
                    OpenSearchConfig.KEYS,
                    PilotLogsConfig.KEYS,
                    TopicsConfig.KEYS,
                    FutureConfig.KEYS)
            .<Key<?>>flatMap(List::stream)
            .toList();

    public IngestConfig {
        atMost(BatchConfig.MAX_RECORDS, batch.maxRecords(), InFlightConfig.MAX_RECORDS, inFlight.maxRecords());
        inFlight.maxBytes()
                .ifPresent(bound -> atMost(BatchConfig.MAX_BYTES, batch.maxBytes(), InFlightConfig.MAX_BYTES, bound));
        atMost(
                EventsConfig.MAX_VALUE_BYTES,
                events.maxValueBytes(),
                TopicsConfig.MAX_MESSAGE_BYTES,
                topics.maxMessageBytes());
        atMost(
                DatabaseConfig.STATEMENT_TIMEOUT,
                database.statementTimeout(),
                TimingConfig.STUCK_AFTER,
                timing.stuckAfter());
    }

    /**
     * Reads and checks everything.
     *
     * @param file laid over the defaults, if there is one
     * @param environment of the process; {@code .env} files that it names are read
     * @throws ConfigException if a key is unknown or a value is not allowed
     */
    public static IngestConfig load(Optional<Path> file, Map<String, String> environment) {
        var complete = DotEnv.complete(environment);
        var settings = new Settings(defaults());
        if (file.isPresent()) {
            settings = settings.under(read(file.get()));
        }
        settings = settings.under(EnvironmentSettings.read(complete, KEYS));
        FutureConfig.from(settings);
        return new IngestConfig(
                WorkerConfig.from(settings),
                EventsConfig.from(settings),
                PilotsConfig.from(settings),
                BatchConfig.from(settings),
                InFlightConfig.from(settings),
                RetryConfig.from(settings),
                BreakerConfig.from(settings),
                TimingConfig.from(settings),
                DatabaseConfig.from(settings),
                OpenSearchConfig.from(settings),
                PilotLogsConfig.from(settings),
                TopicsConfig.from(settings),
                new KafkaConfig(settings.below(KafkaConfig.PREFIX)),
                new DatabaseUrls(DatabaseUrls.Kind.SQL, complete),
                new DatabaseUrls(DatabaseUrls.Kind.OPENSEARCH, complete));
    }

    /**
     * The same for other stores.
     *
     * @param list as the key {@code stores} takes it
     * @throws ConfigException if it does not
     */
    public IngestConfig withStores(String list) {
        return new IngestConfig(
                worker.withStores(list),
                events,
                pilots,
                batch,
                inFlight,
                retry,
                breaker,
                timing,
                database,
                openSearch,
                pilotLogs,
                topics,
                kafka,
                databaseUrls,
                openSearchUrls);
    }

    /** The packed defaults. */
    static Map<String, Setting> defaults() {
        var stream = IngestConfig.class.getResourceAsStream(DEFAULTS);
        if (stream == null) {
            throw new IllegalStateException(DEFAULTS + " is not on the class path");
        }
        return read(new InputStreamReader(stream, StandardCharsets.UTF_8), "defaults");
    }

    private static Map<String, Setting> read(Path file) {
        try {
            return read(Files.newBufferedReader(file), file.toString());
        } catch (IOException e) {
            throw new ConfigException("--config: \"" + file + "\" cannot be read; expected a YAML file", e);
        }
    }

    private static Map<String, Setting> read(Reader text, String source) {
        var settings = YamlSettings.read(text, source);
        var known = KEYS.stream().map(Key::name).toList();
        settings.forEach((name, setting) -> {
            if (!known.contains(name) && !name.startsWith(KafkaConfig.PREFIX)) {
                throw new ConfigException(setting.origin() + ": unknown key " + name + Spelling.hint(name, known));
            }
        });
        return settings;
    }

    private static <T extends Comparable<T>> void atMost(Key<T> lower, T value, Key<T> upper, T bound) {
        if (value.compareTo(bound) > 0) {
            throw ConfigException.badValue(
                    lower.name(),
                    lower.print(value),
                    "no more than " + upper.name() + ", which is " + upper.print(bound));
        }
    }
}
