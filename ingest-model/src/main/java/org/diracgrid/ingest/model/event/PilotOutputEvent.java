package org.diracgrid.ingest.model.event;

import org.jspecify.annotations.Nullable;

/**
 * {@code org.diracgrid.pilot.output.v1}: what the batch system kept of a pilot's output. Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param pilot which pilot
 * @param standardOutput any length; null where it was not sent, which leaves the stored one alone
 * @param standardError the same
 */
public record PilotOutputEvent(
        EventEnvelope envelope,
        PilotName pilot,
        @Nullable String standardOutput,
        @Nullable String standardError) implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.pilot.output.v1";

    @Override
    public Kind kind() {
        return Kind.PILOT_OUTPUT;
    }

    /** The record key: the stamp, or the reference where the pilot is named by that. */
    @Override
    public String key() {
        return pilot.text();
    }
}
