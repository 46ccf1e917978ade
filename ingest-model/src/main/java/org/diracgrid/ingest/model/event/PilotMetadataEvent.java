package org.diracgrid.ingest.model.event;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * {@code org.diracgrid.pilot.metadata.v1}: columns of {@code PilotAgents} of one pilot, what DiracX's {@code PATCH
 * /api/pilots/metadata} takes for it. Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param pilot which pilot
 * @param attributes columns to set, each value of the Java type that {@link PilotAttribute.Type} names; empty if every
 *     member was null or there was none, which changes nothing
 */
public record PilotMetadataEvent(EventEnvelope envelope, PilotName pilot, Map<PilotAttribute, Object> attributes)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.pilot.metadata.v1";

    public PilotMetadataEvent {
        attributes = attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(attributes));
    }

    @Override
    public Kind kind() {
        return Kind.PILOT_METADATA;
    }

    /** The record key: the stamp, or the reference where the pilot is named by that. */
    @Override
    public String key() {
        return pilot.text();
    }
}
