package org.diracgrid.ingest.model.codec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.CodePoints;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of {@link JobStatusEvent}. A {@code null} means absent everywhere, unknown members are ignored.
 *
 * <p>Two keys of {@code Updates} that say the same instant, such as {@code …Z} and {@code …+00:00}, are one entry and the
 * later one in the text wins as a whole: DiracX reads {@code Updates} into a Python dict, whose keys are equal then.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class JobStatusReader {

    private static final String UPDATE_TIME = "a key of Updates";
    private static final String STATUS = "Updates.*.Status";
    private static final String MINOR_STATUS = "Updates.*.MinorStatus";
    private static final String APPLICATION_STATUS = "Updates.*.ApplicationStatus";
    private static final String SOURCE = "Updates.*.Source";

    private final Timestamps timestamps;
    private final AttributeReader attributes;
    private final boolean cutApplicationStatus;
    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member; must be thread-safe */
    JobStatusReader(CodecOptions options, Runnable onIgnoredMember) {
        this.timestamps = new Timestamps(options);
        this.attributes = new AttributeReader(timestamps);
        this.cutApplicationStatus = options.cutApplicationStatus();
        this.onIgnoredMember = onIgnoredMember;
    }

    JobStatusEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        int jobId = 0;
        List<StatusUpdate> updates = List.of();
        boolean force = false;
        Map<JobAttribute, Object> additional = Map.of();
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "JobID" -> jobId = EventFields.readJobId(in);
                case "Updates" -> updates = readUpdates(in);
                case "Force" -> force = in.nextBoolean("Force", false);
                case "AdditionalAttributes" -> additional = readAttributes(in);
                default -> ignore(in);
            }
        }
        EventFields.require(jobId != 0, "JobID");
        EventFields.require(!updates.isEmpty(), "Updates");
        return new JobStatusEvent(envelope, jobId, updates, force, additional);
    }

    private Map<JobAttribute, Object> readAttributes(JsonInput in) throws EventRejectedException {
        return EventFields.isNullElseObject(in, "AdditionalAttributes")
                ? Map.of()
                : attributes.readObject(in, "AdditionalAttributes");
    }

    /** Empty for null. */
    private List<StatusUpdate> readUpdates(JsonInput in) throws EventRejectedException {
        if (EventFields.isNullElseObject(in, "Updates")) {
            return List.of();
        }
        var updates = new ArrayList<StatusUpdate>(4);
        boolean ascending = true;
        long previousMicros = Long.MIN_VALUE;
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            if (updates.size() == JobStatusEvent.UPDATES_MAX) {
                throw badCount();
            }
            long timeMicros = timestamps.read(key, UPDATE_TIME);
            ascending &= timeMicros > previousMicros;
            previousMicros = timeMicros;
            updates.add(readUpdate(in, timeMicros));
        }
        if (updates.isEmpty()) {
            throw badCount();
        }
        return ascending ? updates : sortedLastWins(updates);
    }

    private StatusUpdate readUpdate(JsonInput in, long timeMicros) throws EventRejectedException {
        JobStatus status = null;
        String minorStatus = null;
        String applicationStatus = null;
        String source = null;
        in.enterObject("Updates.*");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "Status" -> status = readStatus(in);
                case "MinorStatus" -> minorStatus = readText(in, MINOR_STATUS, JobAttribute.MINOR_STATUS, false);
                case "ApplicationStatus" ->
                    applicationStatus =
                            readText(in, APPLICATION_STATUS, JobAttribute.APPLICATION_STATUS, cutApplicationStatus);
                case "Source" -> source = in.nextText(SOURCE);
                default -> ignore(in);
            }
        }
        return new StatusUpdate(
                timeMicros,
                status,
                minorStatus,
                applicationStatus,
                source == null ? StatusUpdate.UNKNOWN_SOURCE : source);
    }

    private static @Nullable JobStatus readStatus(JsonInput in) throws EventRejectedException {
        String text = in.nextText(STATUS);
        if (text == null) {
            return null;
        }
        JobStatus status = JobStatus.of(text);
        if (status == null || !status.isKnownToDiracx()) {
            throw new EventRejectedException(
                    ReasonCode.BAD_ENUM,
                    STATUS + " must be one of Submitting, Received, Checking, Staging, Waiting, Matched, Running,"
                            + " Stalled, Completing, Done, Completed, Failed, Deleted, Killed, Rescheduled");
        }
        return status;
    }

    private static @Nullable String readText(JsonInput in, String path, JobAttribute column, boolean cut)
            throws EventRejectedException {
        String text = in.nextText(path);
        if (text == null || !CodePoints.exceed(text, column.charactersMax())) {
            return text;
        }
        if (cut) {
            return CodePoints.cut(text, column.charactersMax());
        }
        throw AttributeReader.tooLong(path, column.charactersMax());
    }

    private static List<StatusUpdate> sortedLastWins(List<StatusUpdate> updates) {
        updates.sort(
                Comparator.comparingLong(StatusUpdate::timeMicros)); // stable: equal times keep the order of the text
        var distinct = new ArrayList<StatusUpdate>(updates.size());
        for (var update : updates) {
            int last = distinct.size() - 1;
            if (last >= 0 && distinct.get(last).timeMicros() == update.timeMicros()) {
                distinct.set(last, update);
            } else {
                distinct.add(update);
            }
        }
        return distinct;
    }

    private void ignore(JsonInput in) throws EventRejectedException {
        in.skipValue();
        onIgnoredMember.run();
    }

    private static EventRejectedException badCount() {
        return new EventRejectedException(
                ReasonCode.OUT_OF_RANGE, "Updates must have 1 to " + JobStatusEvent.UPDATES_MAX + " entries");
    }
}
