package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of {@link PilotLogEvent} in both its forms: {@code Lines}, each with its own time, severity and scope, or
 * {@code Raw}, the {@linkplain PilotLogText text that a pilot posts}. Unknown members are ignored, a {@code null} means absent.
 *
 * <p>An unpaired surrogate, which Python makes of bytes that are not UTF-8, becomes a replacement character: a log is not
 * rejected for the name of a file that is in it.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class PilotLogReader {

    private final Timestamps timestamps;
    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member; must be thread-safe */
    PilotLogReader(Timestamps timestamps, Runnable onIgnoredMember) {
        this.timestamps = timestamps;
        this.onIgnoredMember = onIgnoredMember;
    }

    PilotLogEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        String stamp = null;
        String vo = null;
        List<PilotLogLine> lines = null;
        String raw = null;
        Long sequence = null;
        boolean last = false;
        String returnCode = null;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "PilotStamp" -> stamp = PilotFields.nextText(in, name, PilotLogEvent.STAMP_MAX);
                case "VO" -> vo = in.nextText(name);
                case "Lines" -> lines = readLines(in);
                case "Raw" -> raw = nextLogText(in, name);
                case "Seq" -> sequence = readSequence(in);
                case "Final" -> last = in.nextBoolean(name, false);
                case "RetCode" -> returnCode = readReturnCode(in);
                default -> ignore(in);
            }
        }
        String givenStamp = PilotFields.given(stamp, PilotFields.STAMP);
        if (vo == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "VO must be given");
        }
        if (lines != null && raw != null) {
            throw new EventRejectedException(ReasonCode.BAD_TYPE, "data must have either Lines or Raw, not both");
        }
        if (lines == null && raw == null && !last) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "Lines or Raw must be given");
        }
        if (raw != null) {
            lines = PilotLogText.lines(raw, envelope.timeMicros(), PilotLogEvent.LINES_MAX);
        }
        return new PilotLogEvent(
                envelope, givenStamp, vo, checked(lines == null ? List.of() : lines, last), sequence, last, returnCode);
    }

    private static List<PilotLogLine> checked(List<PilotLogLine> lines, boolean last) throws EventRejectedException {
        if (lines.isEmpty() && !last) {
            throw new EventRejectedException(ReasonCode.EMPTY, "a message that is not Final must have a line");
        }
        if (lines.size() > PilotLogEvent.LINES_MAX) {
            throw tooManyLines();
        }
        return lines;
    }

    private @Nullable List<PilotLogLine> readLines(JsonInput in) throws EventRejectedException {
        JsonToken first = in.next();
        if (first == JsonToken.VALUE_NULL) {
            return null;
        }
        if (first != JsonToken.START_ARRAY) {
            throw JsonInput.badType("Lines", "an array");
        }
        var lines = new ArrayList<PilotLogLine>();
        for (JsonToken token = in.next(); token != JsonToken.END_ARRAY; token = in.next()) {
            if (lines.size() == PilotLogEvent.LINES_MAX) {
                throw tooManyLines();
            }
            if (token != JsonToken.START_OBJECT) {
                throw JsonInput.badType("a member of Lines", "an object");
            }
            lines.add(readLine(in));
        }
        return lines;
    }

    private PilotLogLine readLine(JsonInput in) throws EventRejectedException {
        String time = null;
        String severity = null;
        String message = null;
        String scope = null;
        boolean truncated = false;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "timestamp" -> time = in.nextText("Lines.timestamp");
                case "severity" -> severity = PilotFields.nextText(in, "Lines.severity", PilotLogLine.TERM_MAX);
                case "message" -> message = nextLogText(in, "Lines.message");
                case "scope" -> scope = PilotFields.nextText(in, "Lines.scope", PilotLogLine.TERM_MAX);
                case "truncated" -> truncated = in.nextBoolean("Lines.truncated", false);
                default -> ignore(in);
            }
        }
        return LogLines.line(
                timestamps.read(given(time, "timestamp"), "Lines.timestamp"),
                given(severity, "severity"),
                withoutLastBreak(given(message, "message")),
                given(scope, "scope"),
                truncated);
    }

    private static String withoutLastBreak(String message) {
        int end = message.length();
        if (message.endsWith("\n")) {
            end -= message.endsWith("\r\n") ? 2 : 1;
        }
        return message.substring(0, end);
    }

    private static @Nullable String nextLogText(JsonInput in, String path) throws EventRejectedException {
        JsonToken token = in.next();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw JsonInput.badType(path, "a string");
        }
        return Utf8.encodable(in.rawText());
    }

    private static @Nullable Long readSequence(JsonInput in) throws EventRejectedException {
        JsonToken token = in.next();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw JsonInput.badType("Seq", "an integer");
        }
        long value = in.integer();
        if (value < 0) {
            throw new EventRejectedException(ReasonCode.OUT_OF_RANGE, "Seq must be at least 0 and fit into 64 bits");
        }
        return value;
    }

    /** A pilot sends a text, even where it is a number. */
    private static @Nullable String readReturnCode(JsonInput in) throws EventRejectedException {
        JsonToken token = in.next();
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> in.rawText();
            case VALUE_STRING -> AttributeReader.text(in, token, PilotLogLine.TERM_MAX, "RetCode");
            default -> throw JsonInput.badType("RetCode", "a string");
        };
    }

    private void ignore(JsonInput in) throws EventRejectedException {
        in.skipValue();
        onIgnoredMember.run();
    }

    private static String given(@Nullable String value, String field) throws EventRejectedException {
        if (value == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, "every line must have a " + field);
        }
        return value;
    }

    private static EventRejectedException tooManyLines() {
        return new EventRejectedException(
                ReasonCode.TOO_MANY_LINES, "a message must have at most " + PilotLogEvent.LINES_MAX + " lines");
    }
}
