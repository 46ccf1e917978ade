package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The time parser against java.time, on times, on texts near to times, and there and back. */
class IsoTimeProperties {

    private static final long YEAR_1 = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long YEAR_9999 =
            LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);

    /** The grammar, said once more as a regular expression. */
    private static final Pattern SHAPE = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[Tt ](\\d{2}:\\d{2})(?:(:\\d{2})(?:[.,](\\d{1,9}))?)?"
                    + "(?:([Zz])|([+-])(\\d{2}):(\\d{2})(?::(\\d{2}))?)?",
            Pattern.DOTALL);

    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    @Property(tries = 3000)
    void readsEveryTime(
            @ForAll("seconds") long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = 0, max = 9) int digits,
            @ForAll @IntRange(min = -64_800, max = 64_800) int offset,
            @ForAll("separator") String separator) {
        var zone = ZoneOffset.ofTotalSeconds(offset);
        var local = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
        String fraction = digits == 0 ? "" : "." + "%09d".formatted(nano).substring(0, digits);
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd").format(local)
                + separator
                + DateTimeFormatter.ofPattern("HH:mm:ss").format(local)
                + fraction
                + (offset == 0 ? "Z" : zone.getId());

        var time = IsoTime.parse(text);

        long shownMicros = digits == 0 ? 0 : truncated(nano, digits) / 1000;
        assertThat(time.isTime()).as(text).isTrue();
        assertThat(time.isNaive()).isFalse();
        assertThat(time.offsetSeconds()).isEqualTo(offset);
        assertThat(time.utcMicros()).as(text).isEqualTo((second - offset) * 1_000_000 + shownMicros);
    }

    @Property(tries = 20_000)
    void agreesWithJavaTimeOnWhatIsATime(@ForAll("nearTimes") String text) {
        var time = IsoTime.parse(text);
        Long expected = reference(text);

        assertThat(time.isTime()).as(text).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(time.utcMicros()).as(text).isEqualTo(expected);
        }
    }

    @Property(tries = 2000)
    void readsWhatItFormats(
            @ForAll @LongRange(min = -62_000_000_000_000_000L, max = 250_000_000_000_000_000L) long micros) {
        String text = IsoTime.format(micros);
        var time = IsoTime.parse(text);

        assertThat(time.isTime()).isTrue();
        assertThat(time.utcMicros()).isEqualTo(micros);
        assertThat(OffsetDateTime.parse(text).toInstant().toEpochMilli()).isEqualTo(Math.floorDiv(micros, 1000L));
    }

    @Example
    void theReferenceKnowsTimesAndOthers() {
        assertThat(reference("2026-06-01T12:00:10.5Z")).isEqualTo(1_780_315_210_500_000L);
        assertThat(reference("2026-06-01 12:00")).isEqualTo(1_780_315_200_000_000L);
        assertThat(reference("2026-02-29T12:00:00Z")).isNull();
        assertThat(reference("2026-06-01T12:00:00+24:00")).isNull();
    }

    @Provide
    Arbitrary<Long> seconds() {
        return Arbitraries.longs().between(YEAR_1, YEAR_9999);
    }

    @Provide
    Arbitrary<String> separator() {
        return Arbitraries.of("T", "t", " ");
    }

    /** Times with up to two characters changed, removed or added. */
    @Provide
    Arbitrary<String> nearTimes() {
        Arbitrary<String> bases = Arbitraries.of(
                "2026-06-01T12:00:10.123456+00:00",
                "2024-02-29 23:59:59,9Z",
                "1900-02-28t00:00-12:30:15",
                "2026-12-31T09:05:07",
                "0001-01-01T00:00:00.123456789+23:59");
        Arbitrary<Integer> positions = Arbitraries.integers().between(0, 36);
        Arbitrary<Character> characters =
                Arbitraries.of('0', '1', '2', '3', '5', '6', '9', '-', '+', ':', '.', ',', 'T', 'Z', ' ', '٣', '\n');
        return Combinators.combine(
                        bases,
                        positions,
                        characters,
                        positions,
                        characters,
                        Arbitraries.integers().between(0, 3))
                .as((base, at, c, at2, c2, how) ->
                        mutate(how > 1 ? mutate(base, at2, c2, how - 2) : base, at, c, how % 3));
    }

    private static String mutate(String text, int at, char c, int how) {
        int position = Math.min(at, text.length() - 1);
        String head = text.substring(0, position);
        return switch (how) {
            case 0 -> head + c + text.substring(position + 1);
            case 1 -> head + text.substring(position + 1);
            default -> head + c + text.substring(position);
        };
    }

    /** Microseconds since the epoch as java.time computes them; null if the text is no time. */
    private static Long reference(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            return null;
        }
        try {
            String seconds = shape.group(3) == null ? ":00" : shape.group(3);
            var local = LocalDateTime.parse(shape.group(1) + "T" + shape.group(2) + seconds, LOCAL);
            if (local.getYear() < 1) {
                return null;
            }
            String fraction = shape.group(4) == null ? "" : shape.group(4);
            long micros = Long.parseLong((fraction + "000000").substring(0, 6));
            return (local.toEpochSecond(ZoneOffset.UTC) - offsetSeconds(shape)) * 1_000_000 + micros;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static long offsetSeconds(Matcher shape) {
        if (shape.group(6) == null) {
            return 0;
        }
        long seconds = ChronoField.HOUR_OF_DAY.checkValidValue(Long.parseLong(shape.group(7))) * 3600
                + ChronoField.MINUTE_OF_HOUR.checkValidValue(Long.parseLong(shape.group(8))) * 60
                + (shape.group(9) == null
                        ? 0
                        : ChronoField.SECOND_OF_MINUTE.checkValidValue(Long.parseLong(shape.group(9))));
        return shape.group(6).equals("-") ? -seconds : seconds;
    }

    private static long truncated(int nano, int digits) {
        long unit = (long) Math.pow(10, 9 - digits);
        return nano / unit * unit;
    }
}
