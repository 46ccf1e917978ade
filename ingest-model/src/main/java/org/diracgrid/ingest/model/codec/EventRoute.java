package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.IngestEvent.Kind;
import org.diracgrid.ingest.model.event.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Where a structured event goes.
 *
 * @param topic the topic
 * @param key the record's key; null if there is none
 */
public record EventRoute(String topic, byte @Nullable [] key) {

    // No symbol table, see StrictJson.
    private static final JsonFactory LENIENT = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** The route of a valid event. */
    public static EventRoute of(IngestEvent event) {
        return new EventRoute(event.kind().topic(), event.key().getBytes(UTF_8));
    }

    /**
     * The route of a line that may be anything: the key is the event's {@code subject}, or null without one; the topic is
     * that of its {@code type}, and the topic of jobs where that is missing or unknown.
     *
     * @param structured bytes that claim to be a structured event
     */
    public static EventRoute unchecked(byte[] structured) {
        String subject = null;
        String type = "";
        try (JsonParser parser = LENIENT.createParser(structured)) {
            JsonToken token = parser.nextToken() == JsonToken.START_OBJECT ? parser.nextToken() : null;
            for (; token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
                String name = parser.currentName();
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                if (text && name.equals("subject")) {
                    subject = parser.getText();
                } else if (text && name.equals("type")) {
                    type = parser.getText();
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // Not JSON from here on: what was found before counts.
        }
        return new EventRoute(topicOf(type), subject == null ? null : subject.getBytes(UTF_8));
    }

    private static String topicOf(String type) {
        Kind kind = Kind.of(type);
        if (kind != null) {
            return kind.topic();
        }
        if (type.startsWith("org.diracgrid.pilot.log.")) {
            return Topics.PILOT_LOGS;
        }
        return type.startsWith("org.diracgrid.pilot.") ? Topics.PILOTS : Topics.JOBS;
    }
}
