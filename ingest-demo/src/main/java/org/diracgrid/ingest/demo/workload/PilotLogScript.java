package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes a pilot's log message by message, in turns as its wrapper, as its logger and as DiracX's lines. */
final class PilotLogScript {

    private static final DateTimeFormatter LOGGER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter WRAPPER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss,SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> SCOPES =
            List.of("Pilot", "CheckWorkerNode", "InstallDIRAC", "ConfigureBasics", "LaunchAgent");
    private static final List<String> SEVERITIES = List.of("INFO", "INFO", "INFO", "DEBUG", "WARNING", "WARN", "ERROR");
    private static final int LINES_MAX = 60;

    private final RandomGenerator random;
    private long sequence;

    PilotLogScript(RandomGenerator random) {
        this.random = random;
    }

    /** Gives a message the next number. */
    void number(ObjectNode data) {
        data.put("Seq", sequence++);
    }

    /**
     * Writes the next message.
     *
     * @param nowMicros when it is sent; its lines are somewhat older
     * @return how many lines it has
     */
    int write(ObjectNode data, long nowMicros) {
        long form = sequence % 3;
        number(data);
        int lines = 1 + random.nextInt(LINES_MAX);
        long firstMicros = nowMicros - lines * 1_000L;
        return form == 1 ? writeLines(data, lines, firstMicros) : writeText(data, lines, firstMicros, form == 0);
    }

    private int writeLines(ObjectNode data, int lines, long firstMicros) {
        ArrayNode array = data.putArray("Lines");
        for (int i = 0; i < lines; i++) {
            array.addObject()
                    .put("timestamp", EventWriter.time(firstMicros + i * 1_000L, ZoneOffset.UTC))
                    .put("severity", pick(SEVERITIES))
                    .put("message", message(i))
                    .put("scope", pick(SCOPES));
        }
        return lines;
    }

    /** Some lines are output of a command; the first may be the rest of a line that went with the message before. */
    private int writeText(ObjectNode data, int lines, long firstMicros, boolean wrapper) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            boolean bare = random.nextInt(4) == 0;
            if (!bare) {
                Instant time = Instant.EPOCH.plus(firstMicros + i * 1_000L, ChronoUnit.MICROS);
                text.append(
                        wrapper
                                ? WRAPPER.format(time) + " DEBUG    [pilotLogger] "
                                : LOGGER.format(time) + ' ' + pick(SEVERITIES) + " [" + pick(SCOPES) + "] ");
            }
            text.append(message(i)).append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        data.put("Raw", text.toString());
        return lines;
    }

    private String message(int number) {
        return switch (random.nextInt(6)) {
            case 0 -> "Executing command number " + number;
            case 1 -> "model name : Intel(R) Xeon(R) [" + number + ']';
            case 2 -> "  File \"pilot.py\", line " + number + ", in <module>";
            case 3 -> "größe \u00e9 " + number;
            case 4 -> "";
            default -> "TMPDIR=/tmp/" + random.nextInt(1_000_000);
        };
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
