package org.diracgrid.ingest.model.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code org.diracgrid.pilot.parameters.v1}: members of a pilot's document. An extension: DiracX has no reader of them.
 * Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param stamp 1 … 32 characters
 * @param parameters members by their name in the document, in the order they came; empty if every member was null
 */
public record PilotParametersEvent(EventEnvelope envelope, String stamp, Map<String, JsonText> parameters)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.pilot.parameters.v1";

    /** Most members of one event. */
    public static final int MEMBERS_MAX = 200;

    /** Name of the parameter that replaces a document's own time of change. */
    public static final String TIMESTAMP = "timestamp";

    /** The members of every document that no parameter may be named. */
    public static final Set<String> RESERVED = Set.of("PilotID", "PilotStamp");

    public PilotParametersEvent {
        PilotName.ofStamp(stamp);
        if (parameters.keySet().stream().anyMatch(RESERVED::contains)) {
            throw new IllegalArgumentException("no parameter may be named as one of " + RESERVED);
        }
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    @Override
    public Kind kind() {
        return Kind.PILOT_PARAMETERS;
    }

    /** The record key: the stamp. */
    @Override
    public String key() {
        return stamp;
    }
}
