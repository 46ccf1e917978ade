package org.diracgrid.ingest.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.PilotLoad;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.junit.jupiter.api.Test;

/** Pilots are inserted once, under numbers that nobody else has, and end as their last event says. */
class PilotPlanTest {

    private static final int EVENTS = 5_000;
    private static final PilotLoad LOAD = new PilotLoad(EVENTS, 3);

    @Test
    void everyEventIsValid() {
        EventCodec codec = new EventCodec(CodecOptions.DEFAULTS);
        int[] count = {0};
        LOAD.messages().forEachRemaining(message -> {
            EncodedEvent record = message.encode();
            count[0]++;
            try {
                assertThat(codec.decode(record.key(), record.value(), record.headers()::get))
                        .isEqualTo(message.event());
            } catch (Exception e) {
                throw new AssertionError(message.event().toString(), e);
            }
        });
        assertThat(count[0]).isEqualTo(EVENTS);
    }

    @Test
    void partsTogetherAreTheWhole() {
        List<PilotBatch> batches = batches(0, 500);
        batches.addAll(batches(500, EVENTS));

        Map<Integer, Map<PilotAttribute, Object>> pilots = new HashMap<>();
        List<Integer> jobs = new ArrayList<>();
        for (PilotBatch batch : batches) {
            for (PilotBatch.NewPilot pilot : batch.pilots()) {
                assertThat(pilots.put(pilot.pilotId(), new HashMap<>(pilot.columns())))
                        .isNull();
            }
            batch.changes().forEach((pilotId, columns) -> pilots.get(pilotId).putAll(columns));
            batch.jobs().forEach(job -> jobs.add(job.jobId()));
        }
        assertThat(pilots).hasSize(EVENTS / 5);
        assertThat(jobs).hasSize(EVENTS / 5).doesNotHaveDuplicates();
        assertThat(pilots.values()).allSatisfy(columns -> {
            assertThat(columns.get(PilotAttribute.STATUS)).isIn("Done", "Aborted");
            assertThat(columns.get(PilotAttribute.BENCHMARK)).isEqualTo(12.5);
        });
    }

    private static List<PilotBatch> batches(int from, int to) {
        return new ArrayList<>(PilotPlan.of(LOAD.messages(), from, to, 3, 100, 1).stream()
                .flatMap(List::stream)
                .toList());
    }
}
