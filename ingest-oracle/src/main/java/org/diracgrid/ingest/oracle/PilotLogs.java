package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What has been said in pilots' logs: every message once, whatever order they came in. */
final class PilotLogs {

    private static final Pattern HEADER = Pattern.compile(
            "^(\\S+Z) +(DEBUG|INFO|WARN|WARNING|ERROR|NOTICE|CRITICAL) +\\[([^\\]]+)\\] ?(.*)$", Pattern.DOTALL);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'");

    private record Line(Instant time, String severity, String scope, String message) {}

    private record Message(String vo, long sequence, List<Line> lines) {}

    private record Placed(Line line, long sequence, int number, String vo) {}

    private final SortedMap<String, SortedMap<Long, Message>> messages = new TreeMap<>();

    /** Takes a message, once for each of the pilot's numbers. */
    void add(JsonNode event, Instant time) {
        JsonNode data = event.required("data");
        long sequence = data.required("Seq").longValue();
        List<Line> lines = data.hasNonNull("Raw") ? raw(data.get("Raw").textValue(), time) : lines(data.path("Lines"));
        messages.computeIfAbsent(data.required("PilotStamp").textValue(), stamp -> new TreeMap<>())
                .putIfAbsent(sequence, new Message(data.required("VO").textValue(), sequence, lines));
    }

    SortedMap<String, List<PilotLogRow>> rows(Map<String, Integer> ids) {
        SortedMap<String, List<PilotLogRow>> rows = new TreeMap<>();
        messages.forEach((stamp, ofPilot) -> {
            List<Placed> placed = new ArrayList<>();
            for (Message message : ofPilot.values()) {
                for (Line line : message.lines()) {
                    placed.add(new Placed(line, message.sequence(), placed.size(), message.vo()));
                }
            }
            placed.sort(Comparator.comparing((Placed p) -> p.line().time())
                    .thenComparing(Placed::sequence)
                    .thenComparing(Placed::number));
            int id = ids.getOrDefault(stamp, -1);
            rows.put(stamp, placed.stream().map(p -> row(p, id)).toList());
        });
        return rows;
    }

    /** The part of an index's name that tells VO and million, the latter rounded down as Python does. */
    static String indexSuffix(String vo, int pilotId) {
        return vo.toLowerCase(Locale.ROOT) + '_' + Math.floorDiv(pilotId, 1_000_000) + 'm';
    }

    private static PilotLogRow row(Placed placed, int id) {
        Line line = placed.line();
        return new PilotLogRow(
                "pilot_logs_" + indexSuffix(placed.vo(), id),
                id,
                placed.vo(),
                line.time().atOffset(ZoneOffset.UTC).format(TIME),
                line.severity(),
                line.scope(),
                line.message());
    }

    private static List<Line> lines(JsonNode members) {
        List<Line> lines = new ArrayList<>();
        members.forEach(line -> lines.add(new Line(
                PilotOracle.time(line.required("timestamp")),
                line.required("severity").textValue(),
                line.required("scope").textValue(),
                line.required("message").textValue())));
        return lines;
    }

    private static List<Line> raw(String text, Instant eventTime) {
        List<Line> lines = new ArrayList<>();
        List<String> texts = List.of(text.split("\n", -1));
        List<String> whole = text.endsWith("\n") ? texts.subList(0, texts.size() - 1) : texts;
        Instant first = firstTime(whole);
        Line before = new Line(first == null || first.isAfter(eventTime) ? eventTime : first, "INFO", "", "");
        for (String piece : whole) {
            before = line(piece.replaceFirst("\r$", ""), before);
            lines.add(before);
        }
        return lines;
    }

    private static @Nullable Instant firstTime(List<String> texts) {
        for (String text : texts) {
            Matcher header = HEADER.matcher(text);
            Instant time = header.find() ? time(header.group(1)) : null;
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    private static Line line(String text, Line before) {
        Matcher header = HEADER.matcher(text);
        Instant time = header.find() ? time(header.group(1)) : null;
        return time == null
                ? new Line(before.time(), before.severity(), before.scope(), text)
                : new Line(time, header.group(2), header.group(3), header.group(4));
    }

    private static @Nullable Instant time(String text) {
        try {
            return OffsetDateTime.parse(text.replace(',', '.')).toInstant();
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }
}
