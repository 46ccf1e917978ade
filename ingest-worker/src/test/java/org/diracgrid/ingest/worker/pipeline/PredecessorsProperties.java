package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The predecessor is never older than the last record of the same key, and mostly just that. */
class PredecessorsProperties {

    @Property
    void isNeverOlderThanTheLastOfTheSameKey(@ForAll List<@IntRange(max = 20_000) Integer> keys) {
        Predecessors predecessors = new Predecessors();
        Map<Integer, Long> last = new HashMap<>();
        long offset = 5;
        for (int key : keys) {
            long predecessor = predecessors.before(record(offset, key));

            assertThat(predecessor)
                    .isGreaterThanOrEqualTo(last.getOrDefault(key, OffsetTracker.NONE))
                    .isLessThan(offset);
            last.put(key, offset);
            offset += 1 + key % 3;
        }
    }

    @Example
    void collisionsAreRare() {
        Predecessors predecessors = new Predecessors();
        int strangers = 0;
        for (int key = 0; key < 200; key++) {
            strangers += predecessors.before(record(key, key)) == OffsetTracker.NONE ? 0 : 1;
        }

        assertThat(strangers).isLessThan(20);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, int key) {
        return new ConsumerRecord<>("t", 0, offset, Integer.toString(key).getBytes(UTF_8), new byte[0]);
    }
}
