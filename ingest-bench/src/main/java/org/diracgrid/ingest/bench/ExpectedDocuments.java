package org.diracgrid.ingest.bench;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.diracgrid.ingest.bench.load.LogMessage;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.jspecify.annotations.Nullable;

/**
 * The documents that messages must have become, in the order in which they are read: DiracX's seven fields, and the two that
 * order lines of the same time. Confined to one thread.
 */
final class ExpectedDocuments implements Iterator<Map<String, Object>> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

    private final Iterator<LogMessage> messages;
    private final long pilotId;
    private @Nullable LogMessage message;
    private int nextLine;

    /** @param messages of one pilot, no line of them earlier than one before it */
    ExpectedDocuments(Iterator<LogMessage> messages, long pilotId) {
        this.messages = messages;
        this.pilotId = pilotId;
    }

    @Override
    public boolean hasNext() {
        return messages.hasNext()
                || (message != null && nextLine < message.lines().size());
    }

    @Override
    public Map<String, Object> next() {
        LogMessage current = message;
        if (current == null || nextLine == current.lines().size()) {
            if (!messages.hasNext()) {
                throw new NoSuchElementException();
            }
            current = messages.next();
            message = current;
            nextLine = 0;
        }
        return document(current, nextLine++);
    }

    private Map<String, Object> document(LogMessage current, int number) {
        PilotLogLine line = current.lines().get(number);
        Map<String, Object> document = new HashMap<>();
        document.put("PilotStamp", current.event().stamp());
        document.put("PilotID", pilotId);
        document.put("VO", current.event().vo());
        document.put("TimeStamp", TIME.format(Instant.EPOCH.plus(line.timeMicros(), ChronoUnit.MICROS)));
        document.put("Severity", line.severity());
        document.put("Scope", line.scope());
        document.put("Message", line.message());
        if (current.event().sequence() != null) {
            document.put("Seq", current.event().sequence());
        }
        document.put("Line", (long) number);
        return document;
    }
}
