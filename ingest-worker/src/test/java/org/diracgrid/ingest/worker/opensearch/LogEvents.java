package org.diracgrid.ingest.worker.opensearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.model.event.PilotParametersEvent;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteRequest;

/** Events of pilots, for tests. */
final class LogEvents {

    static final long START_MICROS = 1_780_315_140_000_123L; // 2026-06-01T11:59:00.000123Z

    private LogEvents() {}

    /** A message of lines that are a millisecond apart; {@code sequence} null for none. */
    static PilotLogEvent log(String stamp, String vo, Long sequence, String... messages) {
        List<PilotLogLine> lines = new ArrayList<>();
        long startMicros = START_MICROS + (sequence == null ? 0 : sequence * 1_000_000);
        for (String message : messages) {
            lines.add(new PilotLogLine(startMicros + lines.size() * 1000L, "INFO", message, "Pilot", false));
        }
        return of("id-" + stamp + sequence, stamp, vo, sequence, lines);
    }

    static PilotLogEvent of(String id, String stamp, String vo, Long sequence, List<PilotLogLine> lines) {
        EventEnvelope envelope = new EventEnvelope(id, "/test", PilotLogEvent.TYPE, START_MICROS);
        return new PilotLogEvent(envelope, stamp, vo, lines, sequence, lines.isEmpty(), null);
    }

    static PilotParametersEvent parameters(String stamp, Map<String, JsonText> parameters) {
        EventEnvelope envelope = new EventEnvelope("id", "/test", PilotParametersEvent.TYPE, START_MICROS);
        return new PilotParametersEvent(envelope, stamp, parameters);
    }

    /** As after the time that is given to a pilot. */
    static WriteBatch overdue(PilotLogEvent... events) {
        List<WriteRequest> requests = new ArrayList<>();
        for (PilotLogEvent event : events) {
            requests.add(new WriteRequest(event, 100, true));
        }
        return new WriteBatch(requests);
    }
}
