package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.diracgrid.ingest.worker.config.KafkaConfig;
import org.junit.jupiter.api.Test;

/** Each client gets our defaults, the user's properties that concern it, and what guarantees need. */
class KafkaClientsTest {

    @Test
    void theConsumerCommitsByItselfNeverAndStartsAtTheBeginning() {
        assertThat(clients(Map.of()).consumerProperties("g-mysql"))
                .containsEntry("bootstrap.servers", "h:1")
                .containsEntry("group.id", "g-mysql")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry(
                        "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    }

    @Test
    void theProducerWaitsForAllReplicasAndSendsOnce() {
        assertThat(clients(Map.of()).producerProperties("p", 16 << 20))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("max.in.flight.requests.per.connection", 1)
                .containsEntry("max.request.size", 16 << 20)
                .containsEntry("buffer.memory", 16L << 20);
    }

    @Test
    void userPropertiesGoToTheClientsThatKnowThemAndUnknownOnesToAll() {
        var clients = clients(Map.of(
                "security.protocol", "SSL", "max.poll.records", "7", "compression.type", "zstd", "my.plugin", "x"));

        assertThat(clients.consumerProperties("g"))
                .containsEntry("security.protocol", "SSL")
                .containsEntry("max.poll.records", "7")
                .containsEntry("my.plugin", "x")
                .doesNotContainKey("compression.type");
        assertThat(clients.producerProperties("p", 1 << 20))
                .containsEntry("security.protocol", "SSL")
                .containsEntry("compression.type", "zstd")
                .containsEntry("my.plugin", "x")
                .doesNotContainKey("max.poll.records");
        assertThat(clients.unknownProperties()).containsExactly("my.plugin");
    }

    @Test
    void theNewGroupProtocolGetsNoAssignor() {
        assertThat(clients(Map.of("group.protocol", "consumer")).consumerProperties("g"))
                .containsEntry("group.protocol", "consumer")
                .doesNotContainKey("partition.assignment.strategy");
    }

    private static KafkaClients clients(Map<String, String> properties) {
        var all = new HashMap<>(properties);
        all.put("bootstrap.servers", "h:1");
        return new KafkaClients(new KafkaConfig(all));
    }
}
