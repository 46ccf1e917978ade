package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pilots post, and what goes wrong on its way, becomes the lines that a human would read in it. */
class PilotLogTextTest {

    /** Time of the event, written {@code E} in the table. */
    private static final String EVENT = "2026-06-01T12:30:00Z";

    /** A header of the pilot's logger, and the lines' common part of what it says. */
    private static final String H = "2026-06-01T11:59:00.000123Z INFO [Pilot] ";

    private static final String T = "11:59:00.000123";
    private static final String MEANT = T + "|INFO|Pilot|";
    private static final String NONE = "E|INFO||";

    /**
     * @param name what is nasty about it
     * @param text what is posted
     * @param lines time of the first of June, severity, scope and message of every line that is expected, with bars between
     */
    private record Sample(String name, String text, List<String> lines) {

        static Sample of(String name, String text, String... lines) {
            return new Sample(name, text, List.of(lines));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Sample> samples() {
        return Stream.of(
                // What pilots write.
                Sample.of("the logger's line", H + "Executing commands\n", MEANT + "Executing commands"),
                Sample.of("two of them", H + "a\n" + H + "b\n", MEANT + "a", MEANT + "b"),
                Sample.of("the last one without its end", H + "a\n" + H + "b", MEANT + "a", MEANT + "b"),
                Sample.of(
                        "remote WARNING",
                        "2026-06-01T11:59:00.5Z WARNING [Pilot] w",
                        "11:59:00.500000|WARNING|Pilot|w"),
                Sample.of("local WARN", "2026-06-01T11:59:00.5Z WARN [Pilot] w", "11:59:00.500000|WARN|Pilot|w"),
                Sample.of(
                        "ERROR", "2026-06-01T11:59:00Z ERROR [InstallDIRAC] e", "11:59:00.000000|ERROR|InstallDIRAC|e"),
                Sample.of("NOTICE", "2026-06-01T11:59:00Z NOTICE [A] n", "11:59:00.000000|NOTICE|A|n"),
                Sample.of("CRITICAL", "2026-06-01T11:59:00Z CRITICAL [A] c", "11:59:00.000000|CRITICAL|A|c"),
                Sample.of(
                        "the wrapper's comma and padding",
                        "2026-06-01T11:59:00,123456Z DEBUG    [pilotLogger] HOME=/root\n",
                        "11:59:00.123456|DEBUG|pilotLogger|HOME=/root"),
                Sample.of(
                        "the wrapper's padded INFO",
                        "2026-06-01T11:59:00,000001Z INFO     [pilotLogger] Launching dirac-pilot script",
                        "11:59:00.000001|INFO|pilotLogger|Launching dirac-pilot script"),
                Sample.of(
                        "Python's own time, comma and milliseconds, no zone",
                        "2026-06-01 11:59:00,123 WARNING  [pilotLogger] x",
                        "11:59:00.123000|WARNING|pilotLogger|x"),
                Sample.of(
                        "a blank inside of the time", "2026-06-01 11:59:00.5Z INFO [A] x", "11:59:00.500000|INFO|A|x"),
                Sample.of("whole seconds", "2026-06-01T11:59:00Z INFO [A] x", "11:59:00.000000|INFO|A|x"),
                Sample.of("nanoseconds", "2026-06-01T11:59:00.123456789Z INFO [A] x", "11:59:00.123456|INFO|A|x"),
                Sample.of("an offset", "2026-06-01T13:59:00+02:00 INFO [A] x", "11:59:00.000000|INFO|A|x"),
                Sample.of("a small z", "2026-06-01t11:59:00z INFO [A] x", "11:59:00.000000|INFO|A|x"),
                // Messages of several lines.
                Sample.of("a message of two lines", H + "one\ntwo\n", MEANT + "one", MEANT + "two"),
                Sample.of(
                        "a traceback",
                        "2026-06-01T11:59:00Z ERROR [A] Traceback (most recent call last):\n"
                                + "  File \"x.py\", line 1, in <module>\nKeyError: 'x'\n\n",
                        "11:59:00.000000|ERROR|A|Traceback (most recent call last):",
                        "11:59:00.000000|ERROR|A|  File \"x.py\", line 1, in <module>",
                        "11:59:00.000000|ERROR|A|KeyError: 'x'",
                        "11:59:00.000000|ERROR|A|"),
                Sample.of(
                        "the output of a command between two headers",
                        H + "Executing command ls\na.txt\nb.txt\n2026-06-01T11:59:01Z DEBUG [B] done\n",
                        MEANT + "Executing command ls",
                        MEANT + "a.txt",
                        MEANT + "b.txt",
                        "11:59:01.000000|DEBUG|B|done"),
                Sample.of("a message that begins with a line break", H + "\nlater\n", MEANT, MEANT + "later"),
                Sample.of("blank lines within", H + "a\n\n\nb\n", MEANT + "a", MEANT, MEANT, MEANT + "b"),
                Sample.of("a blank line of blanks", H + "a\n   \n", MEANT + "a", MEANT + "   "),
                Sample.of("indentation", H + "    deep\n\tdeeper\n", MEANT + "    deep", MEANT + "\tdeeper"),
                // Texts that begin or end in the middle.
                Sample.of("no header at all", "just text\nand more\n", NONE + "just text", NONE + "and more"),
                Sample.of(
                        "the rest of a line, then a header",
                        "of a line\n" + H + "a\n",
                        T + "|INFO||of a line",
                        MEANT + "a"),
                Sample.of(
                        "the rest of a line, then a header from the future",
                        "rest\n2026-06-01T23:00:00Z ERROR [A] x\n",
                        NONE + "rest",
                        "23:00:00.000000|ERROR|A|x"),
                Sample.of("cut in the time", H + "a\n2026-06-01T11:5", MEANT + "a", MEANT + "2026-06-01T11:5"),
                Sample.of(
                        "cut behind the time",
                        H + "a\n2026-06-01T11:59:01Z",
                        MEANT + "a",
                        MEANT + "2026-06-01T11:59:01Z"),
                Sample.of("cut in the severity", "2026-06-01T11:59:01Z INF", NONE + "2026-06-01T11:59:01Z INF"),
                Sample.of("cut behind the severity", "2026-06-01T11:59:01Z INFO ", NONE + "2026-06-01T11:59:01Z INFO "),
                Sample.of(
                        "cut in the scope", "2026-06-01T11:59:01Z INFO [Pil", NONE + "2026-06-01T11:59:01Z INFO [Pil"),
                Sample.of("cut behind the scope", "2026-06-01T11:59:01Z INFO [Pilot]", "11:59:01.000000|INFO|Pilot|"),
                Sample.of(
                        "a scope that ends in the next line",
                        "2026-06-01T11:59:01Z INFO [Pil\not] x",
                        NONE + "2026-06-01T11:59:01Z INFO [Pil",
                        NONE + "ot] x"),
                Sample.of("the second half of a header", "9:01.5Z INFO [Pilot] x", NONE + "9:01.5Z INFO [Pilot] x"),
                Sample.of("two headers without a line break", H + H + "x", MEANT + H + "x"),
                Sample.of("only a header", H, MEANT),
                Sample.of("only a line break", "\n", NONE),
                Sample.of("nothing", ""),
                // Line ends.
                Sample.of("CR LF", H + "a\r\n" + H + "b\r\n", MEANT + "a", MEANT + "b"),
                Sample.of("half of a CR LF at the end", H + "a\r", MEANT + "a"),
                Sample.of("CR CR LF", H + "a\r\r\n", MEANT + "a\r"),
                Sample.of("a progress bar", H + "10%\r50%\r100%\n", MEANT + "10%\r50%\r100%"),
                Sample.of("a CR before a header", "\r" + H + "x\n", NONE + "\r" + H + "x"),
                Sample.of("LF CR", H + "a\n\rb", MEANT + "a", MEANT + "\rb"),
                Sample.of(
                        "a header that ends with CR LF",
                        "2026-06-01T11:59:01Z INFO [A]\r\nx",
                        "11:59:01.000000|INFO|A|",
                        "11:59:01.000000|INFO|A|x"),
                Sample.of("other breaks of Unicode", H + "a\u0085b\u2028c\u000Bd", MEANT + "a\u0085b\u2028c\u000Bd"),
                // What is no header.
                Sample.of(
                        "an hour and a minute that are none",
                        "2026-06-01T25:61:00Z INFO [A] x",
                        NONE + "2026-06-01T25:61:00Z INFO [A] x"),
                Sample.of(
                        "a day that is none",
                        H + "a\n2026-02-30T11:59:00Z INFO [A] x",
                        MEANT + "a",
                        MEANT + "2026-02-30T11:59:00Z INFO [A] x"),
                Sample.of(
                        "a second too many",
                        "2026-06-01T11:59:60Z INFO [A] x",
                        NONE + "2026-06-01T11:59:60Z INFO [A] x"),
                Sample.of(
                        "a clock that was never set",
                        "1970-01-01T00:00:09Z INFO [A] x",
                        NONE + "1970-01-01T00:00:09Z INFO [A] x"),
                Sample.of(
                        "a clock far ahead",
                        "9999-12-31T00:00:00Z INFO [A] x",
                        NONE + "9999-12-31T00:00:00Z INFO [A] x"),
                Sample.of(
                        "a severity in small letters",
                        "2026-06-01T11:59:00Z info [A] x",
                        NONE + "2026-06-01T11:59:00Z info [A] x"),
                Sample.of(
                        "a severity that goes on",
                        "2026-06-01T11:59:00Z INFORMATION [A] x",
                        NONE + "2026-06-01T11:59:00Z INFORMATION [A] x"),
                Sample.of(
                        "a severity of others",
                        "2026-06-01T11:59:00Z FATAL [A] x",
                        NONE + "2026-06-01T11:59:00Z FATAL [A] x"),
                Sample.of("no severity", "2026-06-01T11:59:00Z [A] x", NONE + "2026-06-01T11:59:00Z [A] x"),
                Sample.of("no scope", "2026-06-01T11:59:00Z INFO x [A]", NONE + "2026-06-01T11:59:00Z INFO x [A]"),
                Sample.of("an empty scope", "2026-06-01T11:59:00Z INFO [] x", NONE + "2026-06-01T11:59:00Z INFO [] x"),
                Sample.of(
                        "no blank before the scope",
                        "2026-06-01T11:59:00Z INFO[A] x",
                        NONE + "2026-06-01T11:59:00Z INFO[A] x"),
                Sample.of(
                        "tabs between",
                        "2026-06-01T11:59:00Z\tINFO\t[A]\tx",
                        NONE + "2026-06-01T11:59:00Z\tINFO\t[A]\tx"),
                Sample.of(
                        "DIRAC's own logger",
                        H + "a\n2026-06-01 11:59:00 UTC dirac-configure NOTICE: x",
                        MEANT + "a",
                        MEANT + "2026-06-01 11:59:00 UTC dirac-configure NOTICE: x"),
                Sample.of("an indented header", " " + H + "x", NONE + " " + H + "x"),
                Sample.of("a header in the middle of a line", H + "before " + H + "x", MEANT + "before " + H + "x"),
                Sample.of("a quoted log", H + "a\n> " + H + "b", MEANT + "a", MEANT + "> " + H + "b"),
                Sample.of(
                        "a date in a listing",
                        H + "-rw- 1 root\n2026-06-01 11:59 INFO file",
                        MEANT + "-rw- 1 root",
                        MEANT + "2026-06-01 11:59 INFO file"),
                Sample.of(
                        "too many digits",
                        "2026-06-01T11:59:00.1234567890Z INFO [A] x",
                        NONE + "2026-06-01T11:59:00.1234567890Z INFO [A] x"),
                Sample.of(
                        "digits of another script",
                        "２０２６-06-01T11:59:00Z INFO [A] x",
                        NONE + "２０２６-06-01T11:59:00Z INFO [A] x"),
                Sample.of("a mark of byte order", "\uFEFF" + H + "x", NONE + "\uFEFF" + H + "x"),
                // Odd scopes and messages.
                Sample.of("blanks in the scope", "2026-06-01T11:59:00Z INFO [a b] x", "11:59:00.000000|INFO|a b|x"),
                Sample.of("a bracket in the scope", "2026-06-01T11:59:00Z INFO [a[b] x", "11:59:00.000000|INFO|a[b|x"),
                Sample.of("no blank behind the scope", "2026-06-01T11:59:00Z INFO [A]x", "11:59:00.000000|INFO|A|x"),
                Sample.of(
                        "two blanks behind the scope", "2026-06-01T11:59:00Z INFO [A]  x", "11:59:00.000000|INFO|A| x"),
                Sample.of("brackets in the message", H + "[1] a [2]", MEANT + "[1] a [2]"),
                Sample.of(
                        "the longest scope",
                        "2026-06-01T11:59:00Z INFO [" + "s".repeat(255) + "] x",
                        "11:59:00.000000|INFO|" + "s".repeat(255) + "|x"),
                Sample.of(
                        "a scope too long",
                        "2026-06-01T11:59:00Z INFO [" + "s".repeat(256) + "] x",
                        NONE + "2026-06-01T11:59:00Z INFO [" + "s".repeat(256) + "] x"),
                Sample.of("colours", H + "\u001B[31mred\u001B[0m", MEANT + "\u001B[31mred\u001B[0m"),
                Sample.of("a coloured header", "\u001B[32m" + H + "x", NONE + "\u001B[32m" + H + "x"),
                Sample.of(
                        "NUL and other control characters", H + "a\u0000b\u0007\u007F", MEANT + "a\u0000b\u0007\u007F"),
                Sample.of(
                        "bytes that were no UTF-8",
                        H + "caf\uFFFD\nna\uFFFD\uFFFDve",
                        MEANT + "caf\uFFFD",
                        MEANT + "na\uFFFD\uFFFDve"),
                Sample.of(
                        "characters of two units",
                        H + "\uD83D\uDE00 ok\n\uD83D\uDE00",
                        MEANT + "\uD83D\uDE00 ok",
                        MEANT + "\uD83D\uDE00"),
                Sample.of("JSON in a message", H + "{\"a\": \"b\\n\"}", MEANT + "{\"a\": \"b\\n\"}"),
                Sample.of("blanks at the end", H + "a  \n", MEANT + "a  "),
                Sample.of(
                        "times that go back",
                        "2026-06-01T12:00:01Z INFO [A] x\n2026-06-01T12:00:00Z INFO [A] y",
                        "12:00:01.000000|INFO|A|x",
                        "12:00:00.000000|INFO|A|y"),
                Sample.of(
                        "wrapper, logger and output in one text",
                        "2026-06-01T11:58:00,5Z INFO     [pilotLogger] Launching\n" + H + "Remote logger activated\n"
                                + "x=1\n2026-06-01T11:59:01Z DEBUG [Pilot] y\n",
                        "11:58:00.500000|INFO|pilotLogger|Launching",
                        MEANT + "Remote logger activated",
                        MEANT + "x=1",
                        "11:59:01.000000|DEBUG|Pilot|y"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void findsTheLinesOf(Sample sample) {
        assertThat(lines(sample.text())).extracting(PilotLogTextTest::shown).isEqualTo(sample.lines());
    }

    @Test
    void hasEnoughSamples() {
        assertThat(samples()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(samples().map(Sample::name)).doesNotHaveDuplicates();
    }

    @Test
    void cutsALongLineBetweenCharacters() {
        int max = PilotLogLine.MESSAGE_BYTES_MAX;
        List<PilotLogLine> lines =
                lines(H + "x".repeat(max) + "\n" + "x".repeat(max - 1) + "é\n" + "€".repeat(max / 3) + "xx");

        assertThat(lines).extracting(PilotLogLine::truncated).containsExactly(false, true, true);
        assertThat(lines.get(1).message()).isEqualTo("x".repeat(max - 1));
        assertThat(lines.get(2).message()).isEqualTo("€".repeat(max / 3) + "x");
        assertThat(lines("\uD83D\uDE00".repeat(max / 4) + "\uD83D\uDE00").get(0).message())
                .isEqualTo("\uD83D\uDE00".repeat(max / 4));
    }

    @Test
    void stopsBehindTheMostLines() {
        assertThat(PilotLogText.lines("\n".repeat(1 << 20), 0, PilotLogEvent.LINES_MAX))
                .hasSize(PilotLogEvent.LINES_MAX + 1);
    }

    private static List<PilotLogLine> lines(String text) {
        return PilotLogText.lines(text, IsoTime.parse(EVENT).utcMicros(), PilotLogEvent.LINES_MAX);
    }

    private static String shown(PilotLogLine line) {
        String time = IsoTime.format(line.timeMicros());
        boolean atEvent = line.timeMicros() == IsoTime.parse(EVENT).utcMicros();
        String shortTime = atEvent ? "E" : time.replace("2026-06-01T", "").replace("+00:00", "");
        return String.join("|", shortTime, line.severity(), line.scope(), line.message());
    }
}
