package org.diracgrid.ingest.model.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the {@code content-type} of a record or the {@code datacontenttype} of an event says about its bytes. */
enum ContentType {
    /** JSON, or nothing was said: CloudEvents then assumes JSON. */
    JSON,
    /** A CloudEvent in structured mode, in JSON. */
    STRUCTURED,
    /** A CloudEvent in a form that is not understood here: a batch, Avro, Protobuf. */
    OTHER_STRUCTURED,
    /** Anything else. */
    OTHER;

    static final String JSON_TYPE = "application/json";
    static final String STRUCTURED_TYPE = "application/cloudevents+json";

    /** @param header a media type, with or without parameters; null if none was given */
    static ContentType of(@Nullable String header) {
        if (header == null || header.equals(JSON_TYPE)) {
            return JSON;
        }
        int parameters = header.indexOf(';');
        String media = (parameters < 0 ? header : header.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (media.equals(STRUCTURED_TYPE)) {
            return STRUCTURED;
        }
        if (media.startsWith("application/cloudevents")) {
            return OTHER_STRUCTURED;
        }
        return media.equals(JSON_TYPE) || media.equals("text/json") || media.endsWith("+json") ? JSON : OTHER;
    }
}
