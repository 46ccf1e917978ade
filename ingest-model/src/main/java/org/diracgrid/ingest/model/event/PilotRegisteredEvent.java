package org.diracgrid.ingest.model.event;

/**
 * {@code org.diracgrid.pilot.registered.v1}: a pilot was submitted, what DiracX's {@code POST /api/pilots/} takes for one.
 * Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param stamp 1 … {@value #STAMP_MAX} characters
 * @param vo 1 … 128 characters
 * @param gridType up to 32 characters
 * @param gridSite up to 128 characters
 * @param destinationSite up to 128 characters
 * @param reference 1 … 255 characters; the stamp where none was given
 * @param submissionMicros when it was submitted, microseconds since the epoch, UTC
 */
public record PilotRegisteredEvent(
        EventEnvelope envelope,
        String stamp,
        String vo,
        String gridType,
        String gridSite,
        String destinationSite,
        String reference,
        PilotStatus status,
        long submissionMicros)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.pilot.registered.v1";

    /** Most characters of a stamp in the tables. */
    public static final int STAMP_MAX = 32;

    public PilotRegisteredEvent {
        PilotName.ofStamp(stamp);
        if (vo.isEmpty() || reference.isEmpty()) {
            throw new IllegalArgumentException("vo and reference must not be empty");
        }
    }

    @Override
    public Kind kind() {
        return Kind.PILOT_REGISTERED;
    }

    /** The record key: the stamp. */
    @Override
    public String key() {
        return stamp;
    }
}
