package org.diracgrid.ingest.model.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code org.diracgrid.pilot.log.v1}: some lines of a pilot's log, in their order. Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param stamp 1 … {@value #STAMP_MAX} characters, 32 hexadecimal digits or a UUID as a rule
 * @param vo the VO as it was given, neither checked nor in lower case
 * @param lines 1 … {@value #LINES_MAX} lines; empty only if this is the last message and brings none
 * @param sequence number of the message among those of the pilot, from 0; null where it was not given
 * @param last whether no message follows
 * @param returnCode the pilot's own, as it was given; null where it was not
 */
public record PilotLogEvent(
        EventEnvelope envelope,
        String stamp,
        String vo,
        List<PilotLogLine> lines,
        @Nullable Long sequence,
        boolean last,
        @Nullable String returnCode)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.pilot.log.v1";

    /** Most characters of a stamp. */
    public static final int STAMP_MAX = 36;

    /** Most lines of one event. */
    public static final int LINES_MAX = 5_000;

    public PilotLogEvent {
        lines = List.copyOf(lines);
        if (stamp.isEmpty() || CodePoints.exceed(stamp, STAMP_MAX)) {
            throw new IllegalArgumentException("stamp must have 1 to " + STAMP_MAX + " characters");
        }
        if (lines.size() > LINES_MAX || (lines.isEmpty() && !last)) {
            throw new IllegalArgumentException("lines must have 1 to " + LINES_MAX + " elements");
        }
    }

    @Override
    public Kind kind() {
        return Kind.PILOT_LOG;
    }

    /** The record key: the stamp. */
    @Override
    public String key() {
        return stamp;
    }
}
