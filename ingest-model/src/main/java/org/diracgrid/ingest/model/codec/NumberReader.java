package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * Reads numbers with the leniency of DiracX's models: a number may come as a string, an integer also as a number without
 * a fractional part. Strings are decimal, with blanks around them; {@code nan} and {@code inf}, which Python would take,
 * are not finite.
 */
final class NumberReader {

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]++");
    private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

    /** As many as a JSON number may have. */
    private static final int CHARACTERS_MAX = 400;

    private static final double LONG_BOUND = 0x1p63;

    private NumberReader() {}

    /** The current value: a finite number, or a string that says one. */
    static double decimal(JsonInput in, JsonToken token, String path) throws EventRejectedException {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.finiteNumber(path);
            case VALUE_STRING -> parseDecimal(in.text(path).strip(), path);
            default -> throw JsonInput.badType(path, "a number");
        };
    }

    /** The current value without its fraction: a number, or a string that says one. */
    static long truncated(JsonInput in, JsonToken token, String path) throws EventRejectedException {
        return token == JsonToken.VALUE_NUMBER_INT
                ? exact(in, path)
                : toLong(decimal(in, token, path), path); // a cast drops the fraction, as Python's int does
    }

    /** The current value: an integer, a number without fraction, or a string that says an integer. */
    static long integer(JsonInput in, JsonToken token, String path) throws EventRejectedException {
        return switch (token) {
            case VALUE_NUMBER_INT -> exact(in, path);
            case VALUE_NUMBER_FLOAT -> integral(in.number(), path);
            case VALUE_STRING -> parseInteger(in.text(path).strip(), path);
            default -> throw JsonInput.badType(path, "an integer");
        };
    }

    private static long exact(JsonInput in, String path) throws EventRejectedException {
        long value = in.integer();
        if (value == Long.MIN_VALUE) {
            throw outOfRange(path);
        }
        return value;
    }

    private static long integral(double value, String path) throws EventRejectedException {
        if (value != Math.rint(value)) {
            throw JsonInput.badType(path, "an integer");
        }
        return toLong(value, path);
    }

    private static long toLong(double value, String path) throws EventRejectedException {
        if (Math.abs(value) >= LONG_BOUND) {
            throw outOfRange(path);
        }
        return (long) value;
    }

    private static long parseInteger(String text, String path) throws EventRejectedException {
        if (text.length() > CHARACTERS_MAX || !INTEGER.matcher(text).matches()) {
            throw JsonInput.badType(path, "an integer");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw outOfRange(path);
        }
    }

    private static double parseDecimal(String text, String path) throws EventRejectedException {
        if (text.length() <= CHARACTERS_MAX && DECIMAL.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
            throw JsonInput.notFinite(path);
        }
        String unsigned = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
        if (NOT_FINITE.contains(unsigned.toLowerCase(Locale.ROOT))) {
            throw JsonInput.notFinite(path);
        }
        throw JsonInput.badType(path, "a number");
    }

    private static EventRejectedException outOfRange(String path) {
        return new EventRejectedException(ReasonCode.OUT_OF_RANGE, path + " must fit into 64 bits");
    }
}
