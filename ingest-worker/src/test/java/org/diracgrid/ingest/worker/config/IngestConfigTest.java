package org.diracgrid.ingest.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diracgrid.ingest.model.codec.CodecOptions.MetadataStatus;
import org.diracgrid.ingest.model.codec.CodecOptions.NonUtcOffset;
import org.diracgrid.ingest.worker.opensearch.pilotlog.UnknownPilot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Defaults lie under the file, the file under the environment; what is not understood is refused by name. */
class IngestConfigTest {

    @TempDir
    private Path directory;

    @Test
    void packedDefaultsAreCompleteAndValid() {
        var config = load(Map.of());

        assertThat(config.worker())
                .isEqualTo(new WorkerConfig(Set.of(Store.MYSQL, Store.OPENSEARCH), "diracx-ingest", 4));
        assertThat(config.events().nonUtcOffset()).isEqualTo(NonUtcOffset.CONVERT);
        assertThat(config.events().assumeUtc()).isFalse();
        assertThat(config.batch()).isEqualTo(new BatchConfig(1000, 1 << 20, Duration.ZERO));
        assertThat(config.topics().partitions()).isEmpty();
    }

    @Test
    void packedDefaultsSetEveryKeyAndNoOther() {
        assertThat(IngestConfig.defaults().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        IngestConfig.KEYS.stream().map(Key::name).toList());
    }

    static Stream<String[]> otherValues() {
        return Stream.of(
                new String[] {"stores", "opensearch"},
                new String[] {"group-id", "test.group_1-x"},
                new String[] {"lanes", "3"},
                new String[] {"events.non-utc-offset", "reject"},
                new String[] {"events.assume-utc", "true"},
                new String[] {"events.max-value-bytes", "2MiB"},
                new String[] {"events.long-application-status", "truncate"},
                new String[] {"jobs.not-found-grace", "0s"},
                new String[] {"batch.max-records", "7"},
                new String[] {"batch.max-bytes", "64KiB"},
                new String[] {"batch.linger", "7ms"},
                new String[] {"in-flight.max-records", "1001"},
                new String[] {"in-flight.max-bytes", "32MiB"},
                new String[] {"retry.initial-delay", "1ms"},
                new String[] {"retry.max-delay", "2m"},
                new String[] {"retry.bisect-after", "5s"},
                new String[] {"breaker.failures", "5"},
                new String[] {"breaker.slow-failure", "2s"},
                new String[] {"breaker.ping-interval", "500ms"},
                new String[] {"breaker.max-writes", "2"},
                new String[] {"liveness.stuck-after", "10m"},
                new String[] {"commit.interval", "100ms"},
                new String[] {"drain.revoke", "1s"},
                new String[] {"drain.stop", "2s"},
                new String[] {"progress.interval", "1s"},
                new String[] {"opensearch.cached-vos", "5"},
                new String[] {"opensearch.cached-pilots", "6"},
                new String[] {"opensearch.free-names", "0"},
                new String[] {"database.connect-timeout", "1s"},
                new String[] {"database.statement-timeout", "5m"},
                new String[] {"topics.partitions", "12"},
                new String[] {"topics.replication-factor", "3"},
                new String[] {"topics.retention", "2h"},
                new String[] {"topics.dlq-retention", "365d"},
                new String[] {"topics.max-message-bytes", "9MiB"},
                new String[] {"topics.dlq-max-message-bytes", "32MiB"},
                new String[] {"heartbeat.monotonic", "false"},
                new String[] {"pilots.not-found-grace", "1m"},
                new String[] {"pilots.allowed-vos", "lhcb,belle"},
                new String[] {"metadata.status", "reject"},
                new String[] {"metadata.late", "skip"},
                new String[] {"pilotlogs.unknown-pilot", "retry"},
                new String[] {"pilotlogs.scrub", "true"},
                new String[] {"vo.trust-header", "true"},
                new String[] {"http.host", "0.0.0.0"},
                new String[] {"http.port", "0"});
    }

    @Test
    void everyKeyCanBeSetInAFileAndInTheEnvironmentAlike() throws IOException {
        var values = otherValues().collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        assertThat(values.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        IngestConfig.KEYS.stream().map(Key::name).toList());
        var file = file(values.entrySet().stream()
                .map(entry -> entry.getKey() + ": \"" + entry.getValue() + "\"\n")
                .collect(Collectors.joining()));
        var environment = IngestConfig.KEYS.stream()
                .collect(Collectors.toMap(Key::environmentName, key -> values.get(key.name())));

        var fromFile = IngestConfig.load(Optional.of(file), Map.of());
        var fromEnvironment = load(environment);

        for (var config : new IngestConfig[] {fromFile, fromEnvironment}) {
            assertThat(config.worker()).isEqualTo(new WorkerConfig(Set.of(Store.OPENSEARCH), "test.group_1-x", 3));
            assertThat(config.events())
                    .isEqualTo(new EventsConfig(
                            NonUtcOffset.REJECT,
                            true,
                            2 << 20,
                            EventsConfig.LongText.TRUNCATE,
                            Duration.ZERO,
                            false,
                            MetadataStatus.REJECT,
                            true,
                            EventsConfig.LateMetadata.SKIP));
            assertThat(config.batch()).isEqualTo(new BatchConfig(7, 64 << 10, Duration.ofMillis(7)));
            assertThat(config.inFlight()).isEqualTo(new InFlightConfig(1001, Optional.of(32L << 20)));
            assertThat(config.retry())
                    .isEqualTo(new RetryConfig(Duration.ofMillis(1), Duration.ofMinutes(2), Duration.ofSeconds(5)));
            assertThat(config.timing())
                    .isEqualTo(new TimingConfig(
                            Duration.ofMillis(100),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(1),
                            Duration.ofMinutes(10)));
            assertThat(config.breaker())
                    .isEqualTo(new BreakerConfig(5, Duration.ofSeconds(2), Duration.ofMillis(500), Optional.of(2)));
            assertThat(config.database()).isEqualTo(new DatabaseConfig(Duration.ofSeconds(1), Duration.ofMinutes(5)));
            assertThat(config.openSearch()).isEqualTo(new OpenSearchConfig(5, 6, 0));
            assertThat(config.pilotLogs()).isEqualTo(new PilotLogsConfig(UnknownPilot.RETRY, true));
            assertThat(config.topics())
                    .isEqualTo(new TopicsConfig(
                            Optional.of(12),
                            Optional.of(3),
                            Duration.ofHours(2),
                            Duration.ofDays(365),
                            9 << 20,
                            32 << 20));
        }
    }

    @Test
    void environmentWinsOverFileAndFileOverDefaults() throws IOException {
        var file = file("batch:\n  linger: 1s\n  max-records: 9\nlanes: 2\n");

        var config = IngestConfig.load(Optional.of(file), Map.of("INGEST_BATCH_LINGER", "2s", "INGEST_LANES", ""));

        assertThat(config.batch()).isEqualTo(new BatchConfig(9, 1 << 20, Duration.ofSeconds(2)));
        assertThat(config.worker().lanes()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stores                     | postgres  | one or more of mysql, opensearch
            stores                     | mysql,    | one or more of mysql, opensearch
            group-id                   | a b       | 1 … 200 letters
            lanes                      | 0         | a whole number 1 … 1024
            lanes                      | many      | a whole number 1 … 1024
            lanes                      | 99999999999 | a whole number 1 … 1024
            events.non-utc-offset      | drop      | convert or reject
            events.assume-utc          | yes       | true or false
            events.max-value-bytes     | 1MB       | a size 1KiB … 64MiB
            events.max-value-bytes     | 9MiB      | no more than topics.max-message-bytes, which is 8MiB
            events.long-application-status | keep  | reject or truncate
            jobs.not-found-grace       | 5 parsecs | a duration 0ms … 1d
            jobs.not-found-grace       | -1s       | a duration 0ms … 1d
            batch.max-records          | 0         | a whole number 1 … 100000
            batch.max-records          | 30000     | no more than in-flight.max-records, which is 20000
            batch.max-bytes            | 1         | a size 1KiB … 1GiB
            batch.max-bytes            | 99999999999GiB | a size 1KiB … 1GiB
            batch.linger               | 11s       | a duration 0ms … 10s
            batch.linger               | 999999999999999d | a duration 0ms … 10s
            in-flight.max-records      | 0         | a whole number 1 … 10000000
            in-flight.max-bytes        | 1KiB      | a size 64KiB … 64GiB
            retry.initial-delay        | 0ms       | a duration 1ms … 1m
            retry.max-delay            | 1h        | a duration 1ms … 10m
            retry.max-delay            | 50ms      | no less than retry.initial-delay, which is 200ms
            retry.bisect-after         | 2h        | a duration 0ms … 1h
            breaker.failures           | 0         | a whole number 1 … 1000
            breaker.slow-failure       | 1ms       | a duration 100ms … 1h
            breaker.ping-interval      | 2m        | a duration 100ms … 1m
            breaker.max-writes         | 0         | a whole number 1 … 1024
            liveness.stuck-after       | 1s        | a duration 10s … 1d
            commit.interval            | 1ms       | a duration 10ms … 1m
            drain.revoke               | 3m        | a duration 0ms … 2m
            drain.stop                 | 1h        | a duration 0ms … 10m
            progress.interval          | 1         | a duration 100ms … 1h
            database.connect-timeout   | 1ms       | a duration 100ms … 5m
            database.statement-timeout | 1d        | a duration 1s … 1h
            database.statement-timeout | 6m        | no more than liveness.stuck-after, which is 5m
            topics.partitions          | 0         | a whole number 1 … 10000
            topics.replication-factor  | -1        | a whole number 1 … 100
            topics.retention           | 1s        | a duration 1m … 3650d
            topics.dlq-retention       | 1s        | a duration 1m … 3650d
            topics.max-message-bytes   | 1GiB      | a size 1MiB … 512MiB
            topics.dlq-max-message-bytes | 1KiB    | a size 1MiB … 1GiB
            topics.dlq-max-message-bytes | 2MiB    | no less than topics.max-message-bytes, which is 8MiB
            heartbeat.monotonic        | TRUE      | true or false
            pilots.not-found-grace     | soon      | a duration 0ms … 1d
            pilots.allowed-vos         | lhcb,,x   | VO names, separated by commas
            metadata.status            | deny      | allow or enum or reject
            metadata.late              | keep      | apply or skip
            pilotlogs.unknown-pilot    | drop      | store or retry or reject
            vo.trust-header            | 1         | true or false
            http.host                  | a/b       | a host name
            http.port                  | 65536     | a whole number 0 … 65535
            """)
    void aBadValueIsRefusedWithItsKeyItsValueAndWhatIsAllowed(String key, String value, String allowed)
            throws IOException {
        var file = file(key + ": \"" + value + "\"\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> IngestConfig.load(Optional.of(file), Map.of()))
                .withMessageStartingWith(key + ": \"" + value + "\" is not allowed; expected ")
                .withMessageContaining(allowed);
    }

    @Test
    void aBatchHasToFitIntoWhatIsInFlight() throws IOException {
        var file = file("batch.max-bytes: 17MiB\nin-flight.max-bytes: 16MiB\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> IngestConfig.load(Optional.of(file), Map.of()))
                .withMessageContaining("no more than in-flight.max-bytes, which is 16MiB");
    }

    @Test
    void aBadValueNamesThePlaceItComesFrom() throws IOException {
        var file = file("\nbatch:\n  linger: never\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> IngestConfig.load(Optional.of(file), Map.of()))
                .withMessageEndingWith("(from " + file + " line 3)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(Map.of("INGEST_BATCH_LINGER", "never")))
                .withMessageEndingWith("(from environment variable INGEST_BATCH_LINGER)");
    }

    @Test
    void unknownKeysAreRefusedWithASuggestion() throws IOException {
        var file = file("batch:\n  lingr: 1s\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> IngestConfig.load(Optional.of(file), Map.of()))
                .withMessage(file + " line 2: unknown key batch.lingr; did you mean batch.linger?");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(Map.of("INGEST_BATCH_LINGR", "1s")))
                .withMessage("environment variable INGEST_BATCH_LINGR means nothing here; did you mean"
                        + " INGEST_BATCH_LINGER?");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(Map.of("INGEST_FROBNICATE", "1")))
                .withMessage("environment variable INGEST_FROBNICATE means nothing here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [",
                "- stores",
                "just text",
                "lanes: 1\nlanes: 2\n",
                "batch.linger: 1s\nbatch:\n  linger: 2s\n",
                "stores: [{a: b}]",
                "lanes: 1\n---\nlanes: 2\n",
                "lanes:"
            })
    void textThatIsNotAConfigurationIsRefused(String yaml) throws IOException {
        var file = file(yaml);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> IngestConfig.load(Optional.of(file), Map.of()))
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void aFileThatIsMissingIsRefusedAndAnEmptyOneChangesNothing() throws IOException {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> IngestConfig.load(Optional.of(directory.resolve("none.yaml")), Map.of()))
                .withMessageContaining("none.yaml")
                .withMessageContaining("expected a YAML file");
        assertThat(IngestConfig.load(Optional.of(file("# nothing\n")), Map.of()).worker())
                .isEqualTo(load(Map.of()).worker());
    }

    @Test
    void aYamlListIsAListOfStores() throws IOException {
        var config = IngestConfig.load(Optional.of(file("stores: [mysql, opensearch]\n")), Map.of());

        assertThat(config.worker().stores()).containsExactlyInAnyOrder(Store.MYSQL, Store.OPENSEARCH);
    }

    @Test
    void variablesOfTheLauncherAndOfKubernetesAreLeftAlone() {
        var config = load(Map.of(
                "INGEST_JAVA_OPTS", "-Xmx64m",
                "INGEST_SERVICE_HOST", "10.0.0.1",
                "INGEST_PORT_8080_TCP_ADDR", "10.0.0.1",
                "INGEST_MYSQL_SERVICE_PORT_HTTP", "8080",
                "INGEST_PORT", "tcp://10.0.0.1:8080"));

        assertThat(config.worker()).isEqualTo(load(Map.of()).worker());
    }

    @ParameterizedTest
    @MethodSource("otherValues")
    void whatIsPrintedIsReadBack(String name, String text) {
        var key = IngestConfig.KEYS.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();

        assertThat(roundTrip(key, text)).isEqualTo(key.parse(text));
    }

    private static <T> T roundTrip(Key<T> key, String text) {
        return key.parse(key.print(key.parse(text)));
    }

    static IngestConfig load(Map<String, String> environment) {
        return IngestConfig.load(Optional.empty(), environment);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("ingest.yaml"), yaml);
    }
}
