package org.diracgrid.ingest.bench.latency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The table at the end. Immutable. */
record LatencyReport(List<Row> rows) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was seen at one rate in one store. */
    record Row(int rate, String store, Latencies latencies) {}

    LatencyReport {
        rows = List.copyOf(rows);
    }

    /** Whether every probe was seen. */
    boolean isGood() {
        return rows.stream().allMatch(row -> row.latencies().missing() == 0);
    }

    void print(PrintWriter out) {
        out.println();
        out.println(
                "events/s  store       probes  missing     p50     p90     p99     max   ms from Kafka's log to the store");
        for (Row row : rows) {
            Latencies latencies = row.latencies();
            out.println(String.format(
                    Locale.ROOT,
                    "%,8d  %-10s %,7d  %,7d %7s %7s %7s %7s",
                    row.rate(),
                    row.store(),
                    latencies.sorted().size() + latencies.missing(),
                    latencies.missing(),
                    text(latencies.percentile(0.5)),
                    text(latencies.percentile(0.9)),
                    text(latencies.percentile(0.99)),
                    text(latencies.percentile(1))));
        }
        out.println();
        out.println(isGood() ? "every probe was seen" : "NOT every probe was seen");
        out.flush();
    }

    String json() {
        ObjectNode json = JSON.createObjectNode().put("bench", "latency").put("good", isGood());
        ArrayNode array = json.putArray("rows");
        for (Row row : rows) {
            Latencies latencies = row.latencies();
            ObjectNode node = array.addObject()
                    .put("eventsPerSecond", row.rate())
                    .put("store", row.store())
                    .put("seen", latencies.sorted().size())
                    .put("missing", latencies.missing());
            for (int percent : List.of(50, 90, 99, 100)) {
                long ms = latencies.percentile(percent / 100.0);
                if (ms != Long.MAX_VALUE) {
                    node.put("p" + percent + "Ms", ms);
                }
            }
        }
        return json.toPrettyString() + '\n';
    }

    private static String text(long ms) {
        return ms == Long.MAX_VALUE ? "never" : Long.toString(ms);
    }
}
