package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The lines that a query finds, page by page and in their order, however many there are: by time, then by number of the
 * message, then by number of the line.
 *
 * <p>Lines of messages without a number may agree in all of that. {@code search_after} passes over what is equal to where
 * it goes on, so the last of a page that are equal are left for the next one:
 *
 * <pre>
 * page of 4   a b c c │ c d     keeps a b, goes on after b: c c c d
 * </pre>
 *
 * What is equal comes by its id, so that a log reads the same each time. A line that is stored twice, under a pilot's
 * number and under none, is given once.
 *
 * <p>One call at a time.
 */
public final class LogPages {

    /** As many as a server gives at once, unless it was told otherwise. */
    static final int SIZE_MAX = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PilotLogsDb database;
    private final LogQuery query;
    private final int size;
    private @Nullable JsonNode after;
    private boolean ended;

    LogPages(PilotLogsDb database, LogQuery query, int size) {
        this.database = database;
        this.query = query;
        this.size = size;
    }

    /**
     * The next page.
     *
     * @return its lines; empty if there are no more. Or a failure with a {@link
     *     org.diracgrid.ingest.worker.port.StoreException}
     */
    public Future<List<LogEntry>> next() {
        return ended ? Future.succeededFuture(List.of()) : next(size);
    }

    private Future<List<LogEntry>> next(int wanted) {
        // The copy of a shard that was asked before: another one may be a refresh behind.
        return database.ask(query.body(after, wanted), Map.of("preference", "pilot " + query.stamp()))
                .compose(hits -> {
                    ended = hits.size() < wanted;
                    int kept = ended ? hits.size() : beforeLastOrder(hits);
                    if (kept > 0) {
                        after = hits.get(kept - 1).path("sort");
                        return Future.succeededFuture(entries(hits, kept));
                    }
                    if (ended || wanted < SIZE_MAX) {
                        return ended ? Future.succeededFuture(List.of()) : next(SIZE_MAX);
                    }
                    return Future.failedFuture(OpenSearchFailures.failure(
                            Kind.FATAL,
                            "TIES",
                            "more than " + SIZE_MAX + " lines have one time and one number: "
                                    + hits.get(0).path("sort")));
                });
    }

    /** How many come before those that are in order equal to the last. */
    private static int beforeLastOrder(JsonNode hits) {
        int kept = hits.size() - 1;
        JsonNode last = hits.get(kept).path("sort");
        while (kept > 0 && hits.get(kept - 1).path("sort").equals(last)) {
            kept--;
        }
        return kept;
    }

    private static List<LogEntry> entries(JsonNode hits, int kept) {
        List<LogEntry> entries = new ArrayList<>();
        Map<String, LogEntry> equals = new TreeMap<>();
        for (int i = 0; i < kept; i++) {
            JsonNode hit = hits.get(i);
            if (i > 0 && !hit.path("sort").equals(hits.get(i - 1).path("sort"))) {
                entries.addAll(equals.values());
                equals.clear();
            }
            equals.putIfAbsent(hit.path("_id").asText(), entry(hit));
        }
        entries.addAll(equals.values());
        return entries;
    }

    private static LogEntry entry(JsonNode hit) {
        return new LogEntry(
                hit.path("_id").asText(),
                JSON.convertValue(hit.path("_source"), new TypeReference<Map<String, Object>>() {}));
    }
}
