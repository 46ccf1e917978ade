package org.diracgrid.ingest.worker.mysql;

import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.PilotStatus;
import org.jspecify.annotations.Nullable;

/** Short ways to events of pilots. */
final class PilotEvents {

    private static final long TIME_MICROS = 1_748_779_200_250_000L; // 2025-06-01T12:00:00.25Z

    private PilotEvents() {}

    static PilotRegisteredEvent registered(String stamp) {
        return registered(stamp, "lhcb", "ref-" + stamp);
    }

    static PilotRegisteredEvent registered(String stamp, String vo, String reference) {
        return new PilotRegisteredEvent(
                envelope(PilotRegisteredEvent.TYPE),
                stamp,
                vo,
                "DIRAC",
                "Unknown",
                "NotAssigned",
                reference,
                PilotStatus.SUBMITTED,
                TIME_MICROS);
    }

    static PilotMetadataEvent metadata(String stamp, PilotAttribute attribute, Object value) {
        return metadata(PilotName.ofStamp(stamp), Map.of(attribute, value));
    }

    static PilotMetadataEvent metadata(PilotName pilot, Map<PilotAttribute, Object> attributes) {
        return new PilotMetadataEvent(envelope(PilotMetadataEvent.TYPE), pilot, attributes);
    }

    static PilotJobsAssignedEvent assigned(String stamp, Integer... jobIds) {
        return new PilotJobsAssignedEvent(
                envelope(PilotJobsAssignedEvent.TYPE), stamp, List.of(jobIds), TIME_MICROS, false, null);
    }

    static PilotJobsAssignedEvent running(String stamp, String gridSite, Integer... jobIds) {
        return new PilotJobsAssignedEvent(
                envelope(PilotJobsAssignedEvent.TYPE), stamp, List.of(jobIds), TIME_MICROS, true, gridSite);
    }

    static PilotOutputEvent output(String stamp, @Nullable String output, @Nullable String error) {
        return new PilotOutputEvent(envelope(PilotOutputEvent.TYPE), PilotName.ofStamp(stamp), output, error);
    }

    private static EventEnvelope envelope(String type) {
        return new EventEnvelope("id", "/test", type, TIME_MICROS);
    }
}
