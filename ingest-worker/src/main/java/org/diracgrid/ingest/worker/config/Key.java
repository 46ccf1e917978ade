package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One configuration key: its name, what it takes and what it is for. The section records check their components
 * against it and the reference in {@code docs/configuration.md} is made from it, so that the range stands in one place.
 * Immutable.
 *
 * @param <T> type of the parsed value
 */
public final class Key<T> {

    private final String name;
    private final String allowed;
    private final Function<String, T> parser;
    private final Predicate<T> accepts;
    private final Function<T, String> printer;
    private final String description;
    private final boolean optional;
    private final boolean reserved;

    private Key(
            String name,
            String allowed,
            Function<String, T> parser,
            Predicate<T> accepts,
            Function<T, String> printer,
            String description,
            boolean optional,
            boolean reserved) {
        this.name = name;
        this.allowed = allowed;
        this.parser = parser;
        this.accepts = accepts;
        this.printer = printer;
        this.description = description;
        this.optional = optional;
        this.reserved = reserved;
    }

    private static <T> Key<T> of(
            String name,
            String allowed,
            Function<String, T> parser,
            Predicate<T> accepts,
            Function<T, String> printer,
            String description) {
        return new Key<>(name, allowed, parser, accepts, printer, description, false, false);
    }

    static Key<Integer> count(String name, int min, int max, String description) {
        var allowed = "a whole number " + min + " … " + max;
        return of(name, allowed, Integer::valueOf, n -> n >= min && n <= max, String::valueOf, description);
    }

    static Key<Long> size(String name, long min, long max, String description) {
        var allowed = "a size " + SizeText.print(min) + " … " + SizeText.print(max) + ", for example 64KiB or 1MiB";
        return of(name, allowed, SizeText::parse, n -> n >= min && n <= max, SizeText::print, description);
    }

    static Key<Duration> duration(String name, Duration min, Duration max, String description) {
        var allowed = "a duration " + DurationText.print(min) + " … " + DurationText.print(max)
                + ", for example 500ms, 30s or 5m";
        return of(
                name,
                allowed,
                DurationText::parse,
                d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0,
                DurationText::print,
                description);
    }

    static Key<Boolean> flag(String name, String description) {
        return of(name, "true or false", Key::parseFlag, flag -> true, String::valueOf, description);
    }

    static Key<String> text(String name, Pattern form, String allowed, String description) {
        return of(name, allowed, text -> text, form.asMatchPredicate(), text -> text, description);
    }

    static <E extends Enum<E>> Key<E> choice(String name, Class<E> type, String description) {
        return of(name, names(type, " or "), text -> constant(type, text), e -> true, Key::spell, description);
    }

    static <E extends Enum<E>> Key<Set<E>> choices(String name, Class<E> type, String description) {
        return of(
                name,
                "one or more of " + names(type, ", ") + ", separated by commas",
                text -> constants(type, text),
                set -> !set.isEmpty(),
                set -> set.stream().map(Key::spell).collect(Collectors.joining(",")),
                description);
    }

    /** Takes one or more names of that {@code form}, separated by commas. */
    static Key<Set<String>> names(String name, Pattern form, String allowed, String description) {
        return of(
                name,
                allowed,
                text -> names(text, form),
                names -> !names.isEmpty(),
                names -> String.join(",", names),
                description);
    }

    /** The same key, but without a default: absent means what the description says. */
    Key<T> asOptional() {
        return new Key<>(name, allowed, parser, accepts, printer, description, true, reserved);
    }

    /** The same key, for a feature that does not exist yet: it is read and checked and has no effect so far. */
    Key<T> asReserved() {
        return new Key<>(name, allowed, parser, accepts, printer, description, optional, true);
    }

    public String name() {
        return name;
    }

    /** The environment variable that sets this key: {@code a.b-c} is {@code INGEST_A_B_C}. */
    public String environmentName() {
        return "INGEST_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    String allowed() {
        return allowed;
    }

    String description() {
        return description;
    }

    boolean isOptional() {
        return optional;
    }

    boolean isReserved() {
        return reserved;
    }

    /**
     * @param text the value as written
     * @throws ConfigException if this key does not take it
     */
    T parse(String text) {
        T value;
        try {
            value = parser.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            var bad = ConfigException.badValue(name, text, allowed);
            bad.initCause(e);
            throw bad;
        }
        return check(value);
    }

    /**
     * @return {@code value}
     * @throws ConfigException if it is out of range
     */
    T check(T value) {
        if (!accepts.test(value)) {
            throw ConfigException.badValue(name, printer.apply(value), allowed);
        }
        return value;
    }

    String print(T value) {
        return printer.apply(value);
    }

    private static Boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        for (var constant : type.getEnumConstants()) {
            if (spell(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(text);
    }

    private static <E extends Enum<E>> Set<E> constants(Class<E> type, String text) {
        var set = EnumSet.noneOf(type);
        for (var part : text.split(",", -1)) {
            set.add(constant(type, part.strip()));
        }
        return set;
    }

    private static Set<String> names(String text, Pattern form) {
        var names = new TreeSet<String>();
        for (var part : text.split(",", -1)) {
            var name = part.strip();
            if (!form.matcher(name).matches()) {
                throw new IllegalArgumentException(name);
            }
            names.add(name);
        }
        return names;
    }

    private static <E extends Enum<E>> String names(Class<E> type, String separator) {
        return Arrays.stream(type.getEnumConstants()).map(Key::spell).collect(Collectors.joining(separator));
    }

    private static String spell(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
