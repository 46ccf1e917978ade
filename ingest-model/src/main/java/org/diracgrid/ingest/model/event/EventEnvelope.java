package org.diracgrid.ingest.model.event;

import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents attributes that every event carries.
 *
 * @param id CloudEvents {@code id}; unique together with {@code source}
 * @param source CloudEvents {@code source}, a URI reference
 * @param type CloudEvents {@code type}, the version being its last element
 * @param timeMicros CloudEvents {@code time}, microseconds since the epoch, UTC
 * @param vo extension attribute {@code dxvo}, the VO of the job that the event is about, as its producer knows it: any
 *     text; null where it was not given, or where the worker does not take its producers' word for it
 */
public record EventEnvelope(
        String id,
        String source,
        String type,
        long timeMicros,
        @Nullable String vo) {

    /** An envelope that does not tell the VO. */
    public EventEnvelope(String id, String source, String type, long timeMicros) {
        this(id, source, type, timeMicros, null);
    }
}
