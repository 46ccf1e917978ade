package org.diracgrid.ingest.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.bench.load.LogMessage;
import org.diracgrid.ingest.bench.load.PilotLog;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.worker.opensearch.LogEntry;
import org.diracgrid.ingest.worker.opensearch.LogPages;
import org.diracgrid.ingest.worker.opensearch.LogQuery;
import org.diracgrid.ingest.worker.opensearch.OpenSearchConnection;
import org.diracgrid.ingest.worker.opensearch.OpenSearchSettings;
import org.diracgrid.ingest.worker.opensearch.PilotLogsDb;

/**
 * Reads every log as its user would, page by page, and compares it with the load, which is made again line by line: neither
 * is ever held as a whole.
 */
final class LogCheck {

    private static final int EXAMPLES_MAX = 5;

    private final String url;
    private final LogLoad load;
    private final Map<String, Long> pilotIds;

    /**
     * @param url of OpenSearch
     * @param pilotIds numbers of the pilots by their stamps
     */
    LogCheck(String url, LogLoad load, Map<String, Long> pilotIds) {
        this.url = url;
        this.load = load;
        this.pilotIds = pilotIds;
    }

    /** @param progress hears how many lines were read, pilot by pilot */
    LogFindings find(LongConsumer progress) throws IOException, InterruptedException {
        long documents = new LogIndices(url).count();
        long lines = 0;
        List<String> differences = new ArrayList<>();
        try (var connection = OpenSearchConnection.open(OpenSearchSettings.parse(Trial.hosts(url)))) {
            PilotLogsDb database = new PilotLogsDb(connection);
            for (PilotLog log : load.logs()) {
                LogComparison comparison = new LogComparison(expected(log));
                read(database.read(new LogQuery(log.stamp(), null, null, Set.of())), comparison);
                lines += comparison.found();
                comparison.end().ifPresent(text -> differences.add("pilot " + log.stamp() + ": " + text));
                progress.accept(lines);
            }
        }
        List<String> examples = differences.subList(0, Math.min(EXAMPLES_MAX, differences.size()));
        return new LogFindings(documents, lines, differences.size(), examples);
    }

    private static void read(LogPages pages, LogComparison comparison) {
        for (List<LogEntry> page = next(pages); !page.isEmpty(); page = next(pages)) {
            page.forEach(comparison::found);
        }
    }

    private static List<LogEntry> next(LogPages pages) {
        return pages.next().toCompletionStage().toCompletableFuture().join();
    }

    private Iterator<Map<String, Object>> expected(PilotLog log) {
        long pilotId = pilotIds.getOrDefault(log.stamp(), -1L);
        Iterator<LogMessage> messages = log.messages();
        return new ExpectedDocuments(messages, pilotId);
    }
}
