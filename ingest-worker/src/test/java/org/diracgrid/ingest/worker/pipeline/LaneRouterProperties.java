package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

/** A key has one lane, whatever partition or copy of the bytes it comes with; keys spread over all lanes. */
class LaneRouterProperties {

    @Property
    void aKeyHasOneLane(
            @ForAll byte[] key,
            @ForAll @IntRange(min = 1, max = 64) int lanes,
            @ForAll @IntRange(min = 0, max = 100) int partition) {
        LaneRouter router = new LaneRouter(lanes);

        int lane = router.laneOf(record(partition, key));

        assertThat(lane).isBetween(0, lanes - 1);
        assertThat(router.laneOf(record(partition + 1, key.clone()))).isEqualTo(lane);
    }

    @Property
    void withoutAKeyThePartitionHasOneLane(
            @ForAll @IntRange(min = 1, max = 64) int lanes, @ForAll @IntRange(min = 0, max = 100) int partition) {
        LaneRouter router = new LaneRouter(lanes);

        assertThat(router.laneOf(record(partition, null))).isEqualTo(router.laneOf(record(partition, null)));
    }

    @Example
    void keysOfOnePartitionSpreadOverAllLanes() {
        int lanes = 8;
        LaneRouter router = new LaneRouter(lanes);
        int[] counts = new int[lanes];
        int keys = 0;

        for (int job = 1; job <= 80_000; job++) {
            byte[] key = Integer.toString(job).getBytes(UTF_8);
            if (Utils.toPositive(Utils.murmur2(key)) % lanes == 0) { // where a producer puts partition 0 of 8
                counts[router.laneOf(record(0, key))]++;
                keys++;
            }
        }

        for (int count : counts) {
            assertThat(count).isBetween(keys / lanes * 8 / 10, keys / lanes * 12 / 10);
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, byte[] key) {
        return new ConsumerRecord<>("diracx.jobs.v1", partition, 0, key, new byte[0]);
    }
}
