package org.diracgrid.ingest.bench;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.ingest.worker.opensearch.LogEntry;
import org.jspecify.annotations.Nullable;

/** Holds the lines of one log, as they are read, against those that are expected. Confined to one thread. */
final class LogComparison {

    private final Iterator<Map<String, Object>> expected;
    private final Set<String> ids = new HashSet<>();
    private int found;
    private @Nullable String difference;

    LogComparison(Iterator<Map<String, Object>> expected) {
        this.expected = expected;
    }

    /** The next line was found. */
    void found(LogEntry entry) {
        found++;
        if (difference != null) {
            return;
        }
        Map<String, Object> document = longs(entry.members());
        if (!ids.add(entry.id())) {
            difference = "line " + found + " was found before: " + document;
        } else if (!expected.hasNext()) {
            difference = "line " + found + " was never sent: " + document;
        } else {
            Map<String, Object> sent = expected.next();
            if (!sent.equals(document)) {
                difference = "line " + found + " is " + document + ", sent was " + sent;
            }
        }
    }

    /** How many lines were found. */
    int found() {
        return found;
    }

    /** There are no more: what is the first that is not as it was sent, if anything is not. */
    Optional<String> end() {
        if (difference == null && expected.hasNext()) {
            difference = "line " + (found + 1) + " is missing: " + expected.next();
        }
        return Optional.ofNullable(difference);
    }

    /** JSON tells small and large integers not apart. */
    private static Map<String, Object> longs(Map<String, Object> members) {
        Map<String, Object> document = new HashMap<>(members);
        document.replaceAll((name, value) -> value instanceof Integer number ? Long.valueOf(number) : value);
        return document;
    }
}
