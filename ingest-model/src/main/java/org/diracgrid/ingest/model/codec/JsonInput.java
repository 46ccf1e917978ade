package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of one JSON value, token by token.
 *
 * <p>Errors of two ranks come out of it. A JSON error is one of the text itself and always wins; a shape error is raised
 * by who reads, and is only valid once {@link #finish()} has found the rest of the text to be JSON.
 *
 * <p>Confined to the call that made it.
 */
final class JsonInput implements AutoCloseable {

    private final JsonParser parser;
    private boolean complete;
    private boolean failed;

    /** @param parser at the start of the text */
    JsonInput(JsonParser parser) {
        this.parser = parser;
    }

    /** Steps to the next token, which there must be. */
    JsonToken next() throws EventRejectedException {
        JsonToken token = nextOrNull();
        if (token == null) {
            throw fail(ReasonCode.BAD_JSON, "the value is empty");
        }
        return token;
    }

    /** Steps into the next value, which must be an object. */
    void enterObject(String path) throws EventRejectedException {
        if (next() != JsonToken.START_OBJECT) {
            throw badType(path, "an object");
        }
    }

    /** Steps to the name of the next member of the current object; null at its end. */
    @Nullable
    String nextName() throws EventRejectedException {
        return next() == JsonToken.FIELD_NAME ? name() : null;
    }

    /** Steps over the next value, whatever it is. */
    void skipValue() throws EventRejectedException {
        if (next().isStructStart()) {
            skipMembers();
        }
    }

    /** Steps over what is left of the object or array just entered, to its end. */
    void skipMembers() throws EventRejectedException {
        for (int depth = 1; depth > 0; ) {
            JsonToken token = next();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    /** Steps to the next value: a text, or null where it is {@code null}. */
    @Nullable
    String nextText(String path) throws EventRejectedException {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw badType(path, "a string");
        }
        return text(path);
    }

    /** Steps to the next value: a boolean, or {@code fallback} where it is {@code null}. */
    boolean nextBoolean(String path, boolean fallback) throws EventRejectedException {
        return switch (next()) {
            case VALUE_NULL -> fallback;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw badType(path, "a boolean");
        };
    }

    /** Text of the current token, a string. */
    String text(String path) throws EventRejectedException {
        String text = rawText();
        if (!Utf8.canEncode(text)) {
            throw new EventRejectedException(ReasonCode.UNENCODABLE, path + " must not contain unpaired surrogates");
        }
        return text;
    }

    /** Text of the current token, a string; it may have unpaired surrogates. */
    String rawText() throws EventRejectedException {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw jsonError(e);
        }
    }

    /** Value of the current token, a number without fraction; {@link Long#MIN_VALUE} if it does not fit. */
    long integer() throws EventRejectedException {
        try {
            return switch (parser.getNumberType()) {
                case INT, LONG -> parser.getLongValue();
                default -> Long.MIN_VALUE;
            };
        } catch (IOException e) {
            throw jsonError(e);
        }
    }

    /** Value of the current token, any number. */
    double number() throws EventRejectedException {
        try {
            return parser.getDoubleValue();
        } catch (IOException e) {
            throw jsonError(e);
        }
    }

    /** Value of the current token, any number that a double can hold. */
    double finiteNumber(String path) throws EventRejectedException {
        double value = number();
        if (!Double.isFinite(value)) {
            throw notFinite(path);
        }
        return value;
    }

    /** Position of the current token in the text, UTF-16 units. */
    int tokenStart() {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /** Position behind what was read, UTF-16 units. */
    int position() {
        return (int) parser.currentLocation().getCharOffset();
    }

    /** Reads what is left; without a complaint the text is one JSON value and nothing else. */
    void finish() throws EventRejectedException {
        while (!failed && nextOrNull() != null) {
            // Every token is checked by being read.
        }
        if (!failed && !complete) {
            throw fail(ReasonCode.BAD_JSON, "the value is empty");
        }
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new AssertionError("text in memory", e);
        }
    }

    static EventRejectedException badType(String path, String allowed) {
        return new EventRejectedException(ReasonCode.BAD_TYPE, path + " must be " + allowed);
    }

    static EventRejectedException notFinite(String path) {
        return new EventRejectedException(ReasonCode.NOT_FINITE, path + " must be a finite number");
    }

    private @Nullable JsonToken nextOrNull() throws EventRejectedException {
        JsonToken token;
        try {
            token = parser.nextToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
                throw fail(ReasonCode.NOT_FINITE, "NaN and Infinity are not JSON");
            }
        } catch (IOException e) {
            throw jsonError(e);
        }
        if (token != null && complete) {
            throw fail(ReasonCode.BAD_JSON, "the value must be one JSON value and nothing behind it");
        }
        complete |= token != null
                && (token.isScalarValue() || token.isStructEnd())
                && parser.getParsingContext().inRoot();
        return token;
    }

    private String name() throws EventRejectedException {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw jsonError(e);
        }
    }

    private EventRejectedException jsonError(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return fail(ReasonCode.BAD_JSON, "the value nests too deeply or has a too long name or number");
        }
        if (e instanceof JsonParseException parse) {
            String where = " at character " + parse.getLocation().getCharOffset();
            // Jackson has no type of its own for it; a test holds the message in place.
            return parse.getOriginalMessage().startsWith("Duplicate ")
                    ? fail(ReasonCode.DUPLICATE_KEY, "an object has a key twice" + where)
                    : fail(ReasonCode.BAD_JSON, "the value is not JSON" + where);
        }
        return fail(ReasonCode.BAD_JSON, "the value is not JSON");
    }

    private EventRejectedException fail(ReasonCode reason, String detail) {
        failed = true;
        return new EventRejectedException(reason, detail);
    }
}
