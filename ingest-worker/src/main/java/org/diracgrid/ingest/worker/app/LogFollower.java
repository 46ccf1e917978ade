package org.diracgrid.ingest.worker.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.worker.opensearch.LogEntry;
import org.diracgrid.ingest.worker.opensearch.LogQuery;
import org.diracgrid.ingest.worker.opensearch.PilotLogsDb;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints a log as it grows. Lines do not arrive in the order of their times, so each look goes back some way from the newest
 * line and passes over what was printed before. Confined to the calling thread.
 */
final class LogFollower {

    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

    private static final long INTERVAL_MS = 1_000;
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);

    private final PilotLogsDb database;
    private final LogPrinter printer;
    private final Map<String, Instant> printed = new HashMap<>(); // by id, from where the next look begins
    private LogQuery query;
    private @Nullable Instant newest;

    LogFollower(PilotLogsDb database, LogQuery query, LogPrinter printer) {
        this.database = database;
        this.query = query;
        this.printer = printer;
    }

    /** Prints until it is told to stop. What fails for a moment, once the server has answered, is waited for. */
    void follow(CountDownLatch stopped) throws InterruptedException, JsonProcessingException {
        VertxCalls.await(database.ping());
        do {
            try {
                printNew(stopped);
            } catch (StoreException e) {
                if (e.failure().kind() == StoreFailure.Kind.FATAL) {
                    throw e;
                }
                LOG.warn("cannot be read just now: {}", UserErrors.describe(e));
            }
        } while (!stopped.await(INTERVAL_MS, TimeUnit.MILLISECONDS));
    }

    private void printNew(CountDownLatch stopped) throws InterruptedException, JsonProcessingException {
        var pages = database.read(query);
        var page = VertxCalls.await(pages.next());
        while (!page.isEmpty() && stopped.getCount() > 0) {
            printer.print(withoutPrinted(page));
            page = VertxCalls.await(pages.next());
        }
        if (newest != null) {
            var from = newest.minus(LOOK_BACK);
            if (query.since() == null || from.isAfter(query.since())) {
                query = query.since(from);
                printed.values().removeIf(time -> time.isBefore(from));
            }
        }
    }

    private List<LogEntry> withoutPrinted(List<LogEntry> page) {
        var fresh = new ArrayList<LogEntry>();
        for (var entry : page) {
            var time = timeOf(entry);
            if (printed.putIfAbsent(entry.id(), time) == null) {
                fresh.add(entry);
                newest = newest == null || time.isAfter(newest) ? time : newest;
            }
        }
        return fresh;
    }

    /** One that cannot be read is older than all others: no search by time finds it. */
    private static Instant timeOf(LogEntry entry) {
        try {
            return OffsetDateTime.parse(Objects.toString(entry.members().get("TimeStamp")))
                    .toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
