package org.diracgrid.ingest.model.codec;

import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;
import org.jspecify.annotations.Nullable;

/**
 * Splits the text that a pilot posts into lines. Any text has some, none is lost, and nothing is ever rejected.
 *
 * <p>A line may begin with a header, in the form of the pilot's logger or in that of the wrapper around it:
 *
 * <pre>
 *   2026-06-01T12:00:10.123456Z INFO [InstallDIRAC] message
 *   2026-06-01T12:00:10,123456Z DEBUG    [pilotLogger] message
 * </pre>
 *
 * The time is any that {@link IsoTime} reads, its two halves apart by a blank if need be; without an offset it is UTC, which
 * is all that a pilot logs in. Only the first line of a message has a header, and the output of a command has none: such a
 * line has time, severity and scope of the one before. Lines before the first header are INFO of no scope, at the event's
 * time, or at that of the first header if that is earlier: they were written before it.
 *
 * <p>Lines end with LF or CR LF; a CR elsewhere, as of a progress bar, belongs to its line. What looks like a header, but is
 * none to the last character, such as an impossible date, is text. Neither are control characters and colours taken away.
 *
 * <p>By hand and in one pass, because log lines are the most frequent thing there is. Confined to the call that made it.
 */
final class PilotLogText {

    private static final String[] SEVERITIES = {"DEBUG", "INFO", "WARNING", "WARN", "ERROR", "NOTICE", "CRITICAL"};
    private static final String NO_SCOPE = "";

    /** Characters of the shortest time in a header, {@code 2026-06-01T12:00}, and of the longest. */
    private static final int TIME_MIN = 16;

    private static final int TIME_MAX = 38;

    private final String text;
    private final List<PilotLogLine> lines = new ArrayList<>();
    private boolean afterHeader;
    private long timeMicros;
    private String severity = "INFO";
    private String scope = NO_SCOPE;

    private PilotLogText(String text, long eventMicros) {
        this.text = text;
        this.timeMicros = eventMicros;
    }

    /**
     * The lines of {@code text}.
     *
     * @param text of any length, without unpaired surrogates; empty has no line
     * @param eventMicros time of lines for which there is no other, microseconds since the epoch
     * @param linesMax where to stop, so that a text of line breaks costs no more than others; the result then has one more
     */
    static List<PilotLogLine> lines(String text, long eventMicros, int linesMax) {
        var parsed = new PilotLogText(text, eventMicros);
        parsed.read(linesMax);
        return parsed.lines;
    }

    private void read(int linesMax) {
        int start = 0;
        while (start < text.length() && lines.size() <= linesMax) {
            int lineFeed = text.indexOf('\n', start);
            int end = lineFeed < 0 ? text.length() : lineFeed;
            int contentEnd = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            int messageStart = readHeader(start, contentEnd);
            lines.add(LogLines.line(timeMicros, severity, text.substring(messageStart, contentEnd), scope, false));
            start = end + 1;
        }
    }

    /** Takes the header of the line, if it has one; where the message starts. */
    private int readHeader(int start, int end) {
        int timeEnd = timeEnd(start, end);
        if (timeEnd < 0) {
            return start;
        }
        int word = skipBlanks(timeEnd, end);
        String headerSeverity = severityAt(word);
        if (headerSeverity == null) {
            return start;
        }
        int wordEnd = word + headerSeverity.length();
        int bracket = skipBlanks(wordEnd, end);
        boolean hasBracket = bracket > wordEnd && bracket < end && text.charAt(bracket) == '[';
        int scopeEnd = hasBracket ? find(']', bracket + 1, Math.min(end, bracket + PilotLogLine.TERM_MAX + 2)) : -1;
        if (scopeEnd <= bracket + 1) {
            return start;
        }
        IsoTime time = IsoTime.parse(text.substring(start, timeEnd));
        if (!time.isTime() || !StatusTimeOrder.canHold(time.utcMicros())) {
            return start;
        }
        enter(time.utcMicros(), headerSeverity, bracket + 1, scopeEnd);
        int messageStart = scopeEnd + 1;
        return messageStart < end && text.charAt(messageStart) == ' ' ? messageStart + 1 : messageStart;
    }

    /** Where the time at the start of the line ends, by its looks; -1 if there is none. */
    private int timeEnd(int start, int end) {
        if (end - start < TIME_MIN || text.charAt(start + 4) != '-' || text.charAt(start + 7) != '-') {
            return -1;
        }
        return find(' ', start + TIME_MIN, Math.min(end, start + TIME_MAX + 1));
    }

    /** The severity that is the whole word at {@code start}; null if it is none. */
    private @Nullable String severityAt(int start) {
        for (String candidate : SEVERITIES) {
            if (text.startsWith(candidate, start)) {
                return candidate;
            }
        }
        return null;
    }

    /** Where {@code c} is from {@code start} on and before {@code end}; -1 if it is not. Never looks further. */
    private int find(char c, int start, int end) {
        for (int position = start; position < end; position++) {
            if (text.charAt(position) == c) {
                return position;
            }
        }
        return -1;
    }

    private int skipBlanks(int start, int end) {
        int position = start;
        while (position < end && text.charAt(position) == ' ') {
            position++;
        }
        return position;
    }

    /** What the line and those behind it have from now on. */
    private void enter(long headerMicros, String headerSeverity, int scopeStart, int scopeEnd) {
        if (!afterHeader && headerMicros < timeMicros) {
            lines.replaceAll(line -> LogLines.at(headerMicros, line));
        }
        afterHeader = true;
        timeMicros = headerMicros;
        severity = headerSeverity;
        if (!isScope(scopeStart, scopeEnd)) {
            scope = text.substring(scopeStart, scopeEnd);
        }
    }

    /** Whether the scope is the one of the line before, as it mostly is, so that the text of it can be shared. */
    private boolean isScope(int start, int end) {
        return scope.length() == end - start && text.startsWith(scope, start);
    }
}
