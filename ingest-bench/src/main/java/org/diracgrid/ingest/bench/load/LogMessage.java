package org.diracgrid.ingest.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventEncoder;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.jspecify.annotations.Nullable;

/**
 * A message of a pilot's log. Immutable.
 *
 * @param event what it says
 * @param raw the text that says it, as a pilot posts it; null for a message that is sent as lines
 * @param copies how often it is sent, one right after the other
 */
public record LogMessage(PilotLogEvent event, @Nullable String raw, int copies) implements Message {

    private static final JsonFactory JSON = new JsonFactory();

    /** What a reader has to find of it. */
    public List<PilotLogLine> lines() {
        return event.lines();
    }

    /** How many lines it has, each time it is sent. */
    @Override
    public int size() {
        return event.lines().size();
    }

    @Override
    public EncodedEvent encode() {
        if (raw == null) {
            return EventEncoder.binary(event);
        }
        // All but the lines: the encoder knows no text, and an event without lines only as the last one.
        EncodedEvent around = EventEncoder.binary(new PilotLogEvent(
                event.envelope(), event.stamp(), event.vo(), List.of(), event.sequence(), true, null));
        return new EncodedEvent(around.topic(), around.key(), data(raw), around.headers());
    }

    private byte[] data(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 128);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("PilotStamp", event.stamp());
            json.writeStringField("VO", event.vo());
            if (event.sequence() != null) {
                json.writeNumberField("Seq", event.sequence());
            }
            json.writeStringField("Raw", text);
            json.writeBooleanField("Final", event.last());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
