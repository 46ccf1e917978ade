package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.CodePoints;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * Reads columns of {@code Jobs} by the table of {@link JobAttribute}, with the leniency of DiracX's model: integers may
 * come as integral numbers or as strings, VerifiedFlag as any usual spelling of a boolean. Immutable.
 */
final class AttributeReader {

    private static final Set<String> TRUE_WORDS = Set.of("1", "on", "t", "true", "y", "yes");
    private static final Set<String> FALSE_WORDS = Set.of("0", "off", "f", "false", "n", "no");

    private final Timestamps timestamps;

    AttributeReader(Timestamps timestamps) {
        this.timestamps = timestamps;
    }

    /**
     * Reads an object of attributes, null values left out.
     *
     * @param path the object's own field
     */
    Map<JobAttribute, Object> readObject(JsonInput in, String path) throws EventRejectedException {
        var attributes = new EnumMap<JobAttribute, Object>(JobAttribute.class);
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            JobAttribute attribute = JobAttribute.of(name);
            if (attribute == null) {
                throw new EventRejectedException(
                        ReasonCode.UNKNOWN_FIELD, path + " must only have columns of Jobs that events may set");
            }
            JsonToken token = in.next();
            if (token != JsonToken.VALUE_NULL) {
                attributes.put(attribute, readValue(in, token, attribute, path + "." + attribute.column()));
            }
        }
        return attributes;
    }

    /** The current value, not null, as the column of {@code attribute} takes it. */
    Object readValue(JsonInput in, JsonToken token, JobAttribute attribute, String path) throws EventRejectedException {
        return switch (attribute.type()) {
            case TEXT -> text(in, token, attribute, path);
            case TIME -> timestamps.read(string(in, token, path, "an ISO 8601 time"), path);
            case INTEGER -> inRange(NumberReader.integer(in, token, path), path);
            case VERIFIED -> flag(in, token, path);
            case ACCOUNTED -> accounted(in, token, path);
        };
    }

    private static String text(JsonInput in, JsonToken token, JobAttribute attribute, String path)
            throws EventRejectedException {
        return text(in, token, attribute.charactersMax(), path);
    }

    /** The current value: a string of at most {@code charactersMax} characters. */
    static String text(JsonInput in, JsonToken token, int charactersMax, String path) throws EventRejectedException {
        String text = string(in, token, path, "a string");
        if (CodePoints.exceed(text, charactersMax)) {
            throw tooLong(path, charactersMax);
        }
        return text;
    }

    /** {@code value} where it fits into 32 bits. */
    static Integer inRange(long value, String path) throws EventRejectedException {
        if (value != (int) value) {
            throw new EventRejectedException(ReasonCode.OUT_OF_RANGE, path + " must fit into 32 bits");
        }
        return (int) value;
    }

    /** The current value, any usual spelling of a boolean: {@code True} or {@code False}. */
    static String flag(JsonInput in, JsonToken token, String path) throws EventRejectedException {
        String word =
                switch (token) {
                    case VALUE_TRUE, VALUE_FALSE, VALUE_STRING -> in.text(path);
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.number());
                    default -> "";
                };
        String lower = word.toLowerCase(Locale.ROOT);
        if (TRUE_WORDS.contains(lower)) {
            return "True";
        }
        if (FALSE_WORDS.contains(lower)) {
            return "False";
        }
        throw JsonInput.badType(path, "a boolean");
    }

    private static String number(double value) {
        return value == 1d ? "1" : value == 0d ? "0" : "";
    }

    private static String accounted(JsonInput in, JsonToken token, String path) throws EventRejectedException {
        return switch (token) {
            case VALUE_TRUE -> "True";
            case VALUE_FALSE -> "False";
            case VALUE_STRING -> {
                if (!in.text(path).equals("Failed")) {
                    throw new EventRejectedException(ReasonCode.BAD_ENUM, path + " must be true, false or \"Failed\"");
                }
                yield "Failed";
            }
            default -> throw JsonInput.badType(path, "true, false or \"Failed\"");
        };
    }

    static String string(JsonInput in, JsonToken token, String path, String allowed) throws EventRejectedException {
        if (token != JsonToken.VALUE_STRING) {
            throw JsonInput.badType(path, allowed);
        }
        return in.text(path);
    }

    static EventRejectedException tooLong(String path, int max) {
        return new EventRejectedException(ReasonCode.TEXT_TOO_LONG, path + " must have at most " + max + " characters");
    }
}
