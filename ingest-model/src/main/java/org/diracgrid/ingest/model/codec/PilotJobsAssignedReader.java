package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of {@link PilotJobsAssignedEvent}. Unknown members are ignored, a {@code null} means absent.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class PilotJobsAssignedReader {

    private final Timestamps timestamps;
    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member; must be thread-safe */
    PilotJobsAssignedReader(Timestamps timestamps, Runnable onIgnoredMember) {
        this.timestamps = timestamps;
        this.onIgnoredMember = onIgnoredMember;
    }

    PilotJobsAssignedEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        String stamp = null;
        List<Integer> jobIds = null;
        String startTime = null;
        boolean setRunning = false;
        String gridSite = null;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "PilotStamp" -> stamp = PilotFields.nextName(in, PilotName.Column.STAMP);
                case "JobIDs" -> jobIds = readJobIds(in);
                case "StartTime" -> startTime = in.nextText(name);
                case "SetRunning" -> setRunning = in.nextBoolean(name, false);
                case "GridSite" -> gridSite = PilotFields.nextText(in, name, PilotAttribute.GRID_SITE.charactersMax());
                default -> {
                    in.skipValue();
                    onIgnoredMember.run();
                }
            }
        }
        String givenStamp = PilotFields.given(stamp, PilotFields.STAMP);
        if (jobIds == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "JobIDs must be given");
        }
        long startMicros = startTime == null ? envelope.timeMicros() : timestamps.read(startTime, "StartTime");
        return new PilotJobsAssignedEvent(envelope, givenStamp, jobIds, startMicros, setRunning, gridSite);
    }

    /** DiracX fails on a job that is given twice. */
    private static @Nullable List<Integer> readJobIds(JsonInput in) throws EventRejectedException {
        JsonToken first = in.next();
        if (first == JsonToken.VALUE_NULL) {
            return null;
        }
        if (first != JsonToken.START_ARRAY) {
            throw JsonInput.badType("JobIDs", "an array");
        }
        Set<Integer> jobIds = new LinkedHashSet<>();
        for (JsonToken token = in.next(); token != JsonToken.END_ARRAY; token = in.next()) {
            if (!jobIds.add(EventFields.jobId(in, token, "a member of JobIDs"))) {
                throw new EventRejectedException(ReasonCode.OUT_OF_RANGE, "JobIDs must be distinct");
            }
            if (jobIds.size() > PilotJobsAssignedEvent.JOBS_MAX) {
                throw badCount();
            }
        }
        if (jobIds.isEmpty()) {
            throw badCount();
        }
        return List.copyOf(jobIds);
    }

    private static EventRejectedException badCount() {
        return new EventRejectedException(
                ReasonCode.OUT_OF_RANGE, "JobIDs must have 1 to " + PilotJobsAssignedEvent.JOBS_MAX + " members");
    }
}
