package org.diracgrid.ingest.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.bench.load.Message;
import org.junit.jupiter.api.Test;

/** The floor makes a document of every line, once, whichever part its message belongs to. */
class LogPlanTest {

    private static final LogLoad LOAD = LogLoad.of(30_000, 5);

    @Test
    void everyLineIsWrittenOnceInOnePartOrTheOther() {
        Map<String, Integer> ids = ids();
        List<String> actions = actions(LogPlan.of(LOAD.sent(), ids, 0, 3_000, 3, 20));
        int first = actions.size();
        actions.addAll(actions(LogPlan.of(LOAD.sent(), ids, 3_000, Long.MAX_VALUE, 3, 20)));

        assertThat(first).isBetween(2_000, 4_000);
        assertThat(actions).hasSize(30_000).doesNotHaveDuplicates();
        assertThat(actions.get(0))
                .matches("\\{\"create\":\\{\"_index\":\"pilot_logs_.*_0m\",\"_id\":\"[0-9a-f]{40}\"}}");
    }

    @Test
    void someMessagesAreSentAgain() {
        long lines = 0;
        long repeated = 0;
        Message before = null;
        for (Iterator<Message> messages = LOAD.sent(); messages.hasNext(); ) {
            Message message = messages.next();
            lines += message.size();
            repeated += message == before ? message.size() : 0;
            before = message;
        }

        assertThat(repeated).isPositive();
        assertThat(lines).isEqualTo(30_000 + repeated);
    }

    @Test
    void requestsAreNotLargerThanTheWorkers() {
        for (List<String> lane : LogPlan.of(LOAD.sent(), ids(), 0, Long.MAX_VALUE, 2, 1_000)) {
            assertThat(lane).hasSizeGreaterThan(1);
        }
    }

    private static List<String> actions(List<List<String>> lanes) {
        List<String> actions = new ArrayList<>();
        lanes.forEach(lane -> lane.forEach(bulk -> {
            String[] lines = bulk.split("\n");
            for (int i = 0; i < lines.length; i += 2) {
                actions.add(lines[i]);
            }
        }));
        return actions;
    }

    private static Map<String, Integer> ids() {
        Set<String> stamps = new HashSet<>();
        LOAD.logs().forEach(log -> stamps.add(log.stamp()));
        Map<String, Integer> ids = new HashMap<>();
        stamps.forEach(stamp -> ids.put(stamp, ids.size() + 1));
        return ids;
    }
}
