package org.diracgrid.ingest.worker.opensearch.pilotlog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;

/**
 * Writes lines as JSON: DiracX's seven fields, and {@code Seq} and {@code Line}, which put lines of the same time into
 * their order.
 *
 * <pre>
 * {"PilotStamp":"0f1e…","PilotID":17,"Severity":"INFO","Message":"…","VO":"lhcb",
 *  "TimeStamp":"2025-06-01T12:00:10.123456+00:00","Scope":"Pilot","Seq":3,"Line":0}
 * </pre>
 *
 * {@code Seq} is left out where the message has none, {@code Truncated} where it is false. One generator and one buffer
 * serve all lines: a line costs its own bytes and no more.
 *
 * <p>Confined to its lane's context.
 */
public final class LogDocuments {

    private static final JsonFactory JSON =
            new JsonFactoryBuilder().rootValueSeparator("").build();

    private static final SerializableString STAMP = new SerializedString("PilotStamp");
    private static final SerializableString PILOT_ID = new SerializedString("PilotID");
    private static final SerializableString SEVERITY = new SerializedString("Severity");
    private static final SerializableString MESSAGE = new SerializedString("Message");
    private static final SerializableString VO = new SerializedString("VO");
    private static final SerializableString TIME = new SerializedString("TimeStamp");
    private static final SerializableString SCOPE = new SerializedString("Scope");
    private static final SerializableString SEQUENCE = new SerializedString("Seq");
    private static final SerializableString LINE = new SerializedString("Line");
    private static final SerializableString TRUNCATED = new SerializedString("Truncated");

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
    private final LogTime time = new LogTime();
    private final JsonGenerator json;

    /** Begins with an empty buffer. */
    public LogDocuments() {
        try {
            json = JSON.createGenerator(buffer);
        } catch (IOException e) {
            throw new IllegalStateException("a buffer cannot fail", e);
        }
    }

    /**
     * The document of one line.
     *
     * @param line its number in {@code event}, from 0
     * @param text its message as it is to be stored
     * @param pilotId -1 where the pilot is not known
     * @throws CharConversionException if a text is not Unicode (half of a surrogate pair); nothing was written then
     */
    public byte[] write(PilotLogEvent event, int line, String text, long pilotId) throws CharConversionException {
        PilotLogLine given = event.lines().get(line);
        requireUnicode(event.stamp());
        requireUnicode(event.vo());
        requireUnicode(given.severity());
        requireUnicode(given.scope());
        requireUnicode(text);
        buffer.reset();
        try {
            write(event, line, given, text, pilotId);
        } catch (IOException e) {
            throw new IllegalStateException("a buffer cannot fail", e);
        }
        return buffer.toByteArray();
    }

    private void write(PilotLogEvent event, int line, PilotLogLine given, String text, long pilotId)
            throws IOException {
        json.writeStartObject();
        write(STAMP, event.stamp());
        json.writeFieldName(PILOT_ID);
        json.writeNumber(pilotId);
        write(SEVERITY, given.severity());
        write(MESSAGE, text);
        write(VO, event.vo());
        char[] timeText = time.format(given.timeMicros());
        json.writeFieldName(TIME);
        json.writeString(timeText, 0, timeText.length);
        write(SCOPE, given.scope());
        Long sequence = event.sequence();
        if (sequence != null) {
            json.writeFieldName(SEQUENCE);
            json.writeNumber(sequence);
        }
        json.writeFieldName(LINE);
        json.writeNumber(line);
        if (given.truncated()) {
            json.writeFieldName(TRUNCATED);
            json.writeBoolean(true);
        }
        json.writeEndObject();
        json.flush();
    }

    private void write(SerializableString name, String text) throws IOException {
        json.writeFieldName(name);
        json.writeString(text);
    }

    /** Jackson would write half of a surrogate pair as it is, and the server then refuse the whole request. */
    private static void requireUnicode(String text) throws CharConversionException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!isPair) {
                    throw new CharConversionException("a text has an unpaired surrogate");
                }
                i++;
            }
        }
    }
}
