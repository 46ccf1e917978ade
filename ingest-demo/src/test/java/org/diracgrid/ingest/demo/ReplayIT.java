package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.oracle.Snapshot;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same topic ingested twice changes nothing the second time, not even the times of the last update. */
@ExtendWith(DevStackExtension.class)
class ReplayIT {

    private final DevStack stack;

    ReplayIT(DevStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void secondTimeChangesNoRow(SchemaFlavour flavour) throws Exception {
        try (LoadedStack loaded = LoadedStack.of(stack, flavour, "replay_" + flavour.id(), 300)) {
            Ingested first = loaded.ingest();
            Snapshot once = loaded.stored();
            assertThat(loaded.differences()).isEmpty();

            rewind(loaded);
            awaitAnotherSecond();
            Ingested second = loaded.ingest();

            assertThat(loaded.stored()).isEqualTo(once);
            assertThat(first.received()).isEqualTo(loaded.load().events());
            assertThat(first.stored()).isPositive();
            assertThat(first.superseded()).isEqualTo(loaded.load().repeated());
            assertThat(second.received()).isEqualTo(loaded.load().events());
            assertThat(second.stored()).isZero();
            assertThat(second.superseded()).isEqualTo(first.stored() + first.superseded());
            assertThat(second.parked())
                    .isEqualTo(first.parked())
                    .isEqualTo(loaded.load().badEvents());
        }
    }

    private static void rewind(LoadedStack loaded) throws Exception {
        try (Admin admin = loaded.admin()) {
            var committed = admin.listConsumerGroupOffsets(loaded.mySqlGroup())
                    .partitionsToOffsetAndMetadata()
                    .get();
            assertThat(committed).isNotEmpty();
            Map<TopicPartition, OffsetAndMetadata> start = committed.keySet().stream()
                    .collect(Collectors.toMap(partition -> partition, partition -> new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(loaded.mySqlGroup(), start).all().get();
        }
    }

    /** So that a row touched by the second run would have another LastUpdateTime. */
    private static void awaitAnotherSecond() {
        String now = LoadedStack.now();
        Awaitility.await().until(() -> !LoadedStack.now().equals(now));
    }
}
