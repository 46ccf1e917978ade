package org.diracgrid.ingest.worker.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.diracgrid.ingest.worker.opensearch.LogEntry;

/** Prints lines of a pilot's log as the pilot itself writes them, or as JSON. Confined to the calling thread. */
final class LogPrinter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final String part;
    private final boolean json;
    private long printed;

    /**
     * @param part only lines with this text in their message; empty for all
     * @param json whether each is printed as it is stored
     */
    LogPrinter(PrintWriter out, String part, boolean json) {
        this.out = out;
        this.part = part;
        this.json = json;
    }

    void print(List<LogEntry> entries) throws JsonProcessingException {
        for (var entry : entries) {
            if (text(entry, "Message").contains(part)) {
                out.println(json ? JSON.writeValueAsString(entry.members()) : line(entry));
                printed++;
            }
        }
        out.flush();
    }

    /** How many lines were printed. */
    long printed() {
        return printed;
    }

    private static String line(LogEntry entry) {
        var time = text(entry, "TimeStamp").replaceFirst("\\+00:00$", "Z");
        var cut = Boolean.TRUE.equals(entry.members().get("Truncated")) ? " [truncated]" : "";
        return time + ' ' + text(entry, "Severity") + " [" + text(entry, "Scope") + "] " + text(entry, "Message") + cut;
    }

    private static String text(LogEntry entry, String name) {
        return Objects.toString(entry.members().get(name), "");
    }
}
