package org.diracgrid.ingest.worker.opensearch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a pilot's log are wanted. DiracX's own searches know no condition on {@code TimeStamp}; this one does.
 * Immutable.
 *
 * @param stamp the pilot's, as its lines have it
 * @param since times from it on; null for all
 * @param until times before it; the same
 * @param severities wanted ones, as lines have them; empty for all
 */
public record LogQuery(
        String stamp, @Nullable Instant since, @Nullable Instant until, Set<String> severities) {

    private static final String TIME = "TimeStamp";

    /**
     * What puts lines into their order. A message without a number comes behind those with one. An index that was made
     * without a template has milliseconds only, and perhaps no such field at all.
     */
    private static final List<Map<String, Object>> ORDER = List.of(
            Map.of(TIME, Map.of("order", "asc", "numeric_type", "date_nanos", "unmapped_type", "date_nanos")),
            Map.of("Seq", Map.of("order", "asc", "missing", "_last", "unmapped_type", "long")),
            Map.of("Line", Map.of("order", "asc", "missing", "_last", "unmapped_type", "long")));

    public LogQuery {
        severities = Set.copyOf(severities);
    }

    /** The same with another beginning. */
    public LogQuery since(Instant other) {
        return new LogQuery(stamp, other, until, severities);
    }

    /**
     * The body of a search for the next lines.
     *
     * @param after what those before it ended with, see {@link LogPages}; null for the first
     * @param size lines at most
     */
    Map<String, Object> body(@Nullable Object after, int size) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("query", Map.of("bool", Map.of("filter", filters())));
        body.put("sort", ORDER);
        body.put("size", size);
        body.put("track_total_hits", false);
        if (after != null) {
            body.put("search_after", after);
        }
        return body;
    }

    private List<Object> filters() {
        List<Object> filters = new ArrayList<>();
        filters.add(Map.of("term", Map.of("PilotStamp", Map.of("value", stamp))));
        Map<String, Object> range = new LinkedHashMap<>();
        if (since != null) {
            range.put("gte", since.toString());
        }
        if (until != null) {
            range.put("lt", until.toString());
        }
        if (!range.isEmpty()) {
            filters.add(Map.of("range", Map.of(TIME, range)));
        }
        if (!severities.isEmpty()) {
            filters.add(Map.of("terms", Map.of("Severity", severities)));
        }
        return filters;
    }
}
