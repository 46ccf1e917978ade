package org.diracgrid.ingest.bench.floor;

import java.io.CharConversionException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogDocuments;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogIds;

/**
 * Writes the bulk requests that make documents of the lines of logs, as large as the worker's: so many messages, or so many bytes
 * of them. A message that is sent again is written once. Confined to one thread.
 */
final class LogPlan {

    /** {@code batch.max-bytes} as the worker comes. */
    private static final int BATCH_BYTES_MAX = 1 << 20;

    private static final int PILOTS_PER_INDEX = 1_000_000;

    /** A request that is not full yet. */
    private static final class Draft {
        final StringBuilder bulk = new StringBuilder();
        int messages;
        int bytes;
    }

    private final LogDocuments documents = new LogDocuments();
    private final LogIds ids = new LogIds();
    private final Map<String, Integer> pilotIds;
    private final int batch;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<List<String>> lanes = new ArrayList<>();

    private LogPlan(Map<String, Integer> pilotIds, int laneCount, int batch) {
        this.pilotIds = pilotIds;
        this.batch = batch;
        for (int lane = 0; lane < laneCount; lane++) {
            drafts.add(new Draft());
            lanes.add(new ArrayList<>());
        }
    }

    /**
     * The requests of each lane.
     *
     * @param messages all of a load, from its beginning
     * @param pilotIds numbers of the pilots by their stamps
     * @param from number of the first line that is to be written; messages belong to the part that they begin in
     * @param to number of the one behind the last
     * @param laneCount 1 or more
     * @param batch messages of a request, 1 or more
     */
    static List<List<String>> of(
            Iterator<Message> messages, Map<String, Integer> pilotIds, long from, long to, int laneCount, int batch) {
        LogPlan plan = new LogPlan(pilotIds, laneCount, batch);
        PilotLogEvent before = null;
        for (long line = 0; line < to && messages.hasNext(); ) {
            Message message = messages.next();
            PilotLogEvent event = (PilotLogEvent) message.event();
            if (line >= from && !event.equals(before)) {
                plan.add(event, message.encode().value().length);
            }
            before = event;
            line += message.size();
        }
        for (int lane = 0; lane < laneCount; lane++) {
            plan.seal(lane);
        }
        return plan.lanes;
    }

    private void add(PilotLogEvent event, int bytes) {
        int lane = Math.floorMod(event.stamp().hashCode(), drafts.size());
        Draft draft = drafts.get(lane);
        Integer pilotId = pilotIds.get(event.stamp());
        if (pilotId == null) {
            throw new IllegalStateException("pilot " + event.stamp() + " is not registered");
        }
        String index = "pilot_logs_" + event.vo().toLowerCase(Locale.ROOT) + '_' + pilotId / PILOTS_PER_INDEX + 'm';
        ids.begin(event);
        for (int line = 0; line < event.lines().size(); line++) {
            draft.bulk
                    .append("{\"create\":{\"_index\":\"")
                    .append(index)
                    .append("\",\"_id\":\"")
                    .append(ids.of(line))
                    .append("\"}}\n")
                    .append(document(event, line, pilotId))
                    .append('\n');
        }
        draft.messages++;
        draft.bytes += bytes;
        if (draft.messages == batch || draft.bytes >= BATCH_BYTES_MAX) {
            seal(lane);
        }
    }

    private String document(PilotLogEvent event, int line, int pilotId) {
        try {
            byte[] json = documents.write(event, line, event.lines().get(line).message(), pilotId);
            return new String(json, StandardCharsets.UTF_8);
        } catch (CharConversionException e) {
            throw new IllegalStateException("a load is Unicode", e);
        }
    }

    private void seal(int lane) {
        Draft draft = drafts.set(lane, new Draft());
        if (draft.messages > 0) {
            lanes.get(lane).add(draft.bulk.toString());
        }
    }
}
