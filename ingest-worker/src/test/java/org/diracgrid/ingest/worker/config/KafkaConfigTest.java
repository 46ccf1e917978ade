package org.diracgrid.ingest.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka properties pass through from YAML and environment, except those that would break a guarantee. */
class KafkaConfigTest {

    @TempDir
    private Path directory;

    @Test
    void propertiesComeFromFileAndEnvironment() throws IOException {
        var file = Files.writeString(
                directory.resolve("ingest.yaml"),
                "kafka:\n  security.protocol: SASL_PLAINTEXT\n  sasl:\n    mechanism: PLAIN\n  client.rack: r1\n");

        var config = IngestConfig.load(
                Optional.of(file),
                Map.of("INGEST_KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2"));

        assertThat(config.kafka().properties())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "PLAIN"),
                        Map.entry("client.rack", "r1"),
                        Map.entry("bootstrap.servers", "a:1,b:2"));
        assertThat(config.kafka().bootstrapServers()).isEqualTo("a:1,b:2");
    }

    @Test
    void theMoreSpecificVariableNamesTheBrokers() {
        var config = IngestConfigTest.load(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:1", "INGEST_KAFKA_BOOTSTRAP_SERVERS", "b:2"));

        assertThat(config.kafka().bootstrapServers()).isEqualTo("b:2");
    }

    @Test
    void missingBrokersAreNamedOnlyWhenTheyAreNeeded() {
        var kafka = IngestConfigTest.load(Map.of()).kafka();

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(kafka::bootstrapServers)
                .withMessageContaining("KAFKA_BOOTSTRAP_SERVERS is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enable.auto.commit",
                "group.id",
                "key.deserializer",
                "value.deserializer",
                "key.serializer",
                "value.serializer",
                "acks",
                "enable.idempotence",
                "transactional.id"
            })
    void propertiesThatBreakAGuaranteeAreRefused(String name) {
        var variable = "INGEST_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_');

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> IngestConfigTest.load(Map.of(variable, "x")))
                .withMessageStartingWith("kafka." + name + ": \"x\" is not allowed; this property cannot be set: ");
    }

    @Test
    void secretsArePrintedAsStars() {
        var config = IngestConfigTest.load(Map.of(
                "INGEST_KAFKA_SASL_JAAS_CONFIG", "hunter2",
                "INGEST_KAFKA_SSL_KEYSTORE_PASSWORD", "hunter2",
                "INGEST_KAFKA_SSL_KEYSTORE_KEY", "hunter2",
                "INGEST_KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET", "hunter2",
                "INGEST_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "DIRACX_DB_URL_JOBDB", "mysql+aiomysql://u:hunter2@h/JobDB"));

        assertThat(config.toString())
                .doesNotContain("hunter2")
                .contains("sasl.jaas.config=***", "security.protocol=SASL_SSL", "DIRACX_DB_URL_JOBDB");
    }
}
