package org.diracgrid.ingest.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.diracgrid.ingest.demo.grid.PublishedLoad;
import org.diracgrid.ingest.demo.workload.Phenomenon;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.Differences;
import org.diracgrid.ingest.oracle.Snapshot;

/**
 * The table at the end of the demo, and its verdict.
 *
 * @param pilotEvents how many events of pilots were published besides, for the same pipelines
 * @param documents what OpenSearch holds, by index and id
 * @param tableLetters dead letters of the pipeline that writes the tables, by reason
 * @param documentLetters those of the other
 */
record DemoReport(
        PublishedLoad load,
        long pilotEvents,
        Ingested ingested,
        Snapshot stored,
        SortedMap<String, ObjectNode> documents,
        SortedMap<String, Integer> tableLetters,
        SortedMap<String, Integer> documentLetters,
        List<Difference> differences) {

    private static final int SHOWN_DIFFERENCES = 50;

    /** JobID and timestamp. */
    private static final int MEMBERS_OF_EVERY_DOCUMENT = 2;

    /** Prints everything; whether it is as it should be. */
    boolean print(PrintWriter out) {
        out.println();
        line(out, "events published", load.events(), "");
        line(out, "  heartbeats", count(Phenomenon.HEARTBEAT), "");
        line(out, "  metadata", count(Phenomenon.METADATA), "");
        line(out, "  with several updates", count(Phenomenon.SEVERAL_UPDATES), "");
        line(out, "  late", count(Phenomenon.LATE), "");
        line(out, "  sent before", load.repeated(), "nothing new in them");
        line(out, "  bad", load.badEvents(), "");
        print(out, "events into tables", ingested.mySql(), tableLetters);
        tableLetters.forEach((reason, count) -> line(out, "    " + reason, count, ""));
        print(out, "events into documents", ingested.openSearch(), documentLetters);
        line(out, "updates refused", load.refused(), "by the state machine, logged as DiracX does");
        line(out, "rows in Jobs", stored.jobs().size(), "");
        line(out, "rows in LoggingInfo", stored.logRows(), "");
        line(out, "rows in HeartBeatLoggingInfo", stored.heartbeatRows(), "");
        line(out, "jobs with commands", stored.commands().size(), "");
        line(out, "jobs in task queues", stored.taskQueues().size(), "");
        line(out, "documents", documents.size(), "");
        line(out, "parameters in them", parameters(), "");
        line(out, "differences", differences.size(), verdict());
        printDifferences(out);
        out.flush();
        return isGood();
    }

    private static void print(PrintWriter out, String name, Ingested.Side side, SortedMap<String, Integer> letters) {
        line(out, name, side.received(), rate(side));
        line(out, "  stored", side.stored(), "");
        if (side.superseded() > 0) {
            line(out, "  superseded", side.superseded(), "were stored already");
        }
        line(out, "  batches", side.batches(), perBatch(side));
        line(out, "  retries", side.retries(), "");
        line(out, "  dead letters", side.parked(), letters.size() + " reasons");
    }

    private int parameters() {
        return documents.values().stream()
                .mapToInt(document -> document.size() - MEMBERS_OF_EVERY_DOCUMENT)
                .sum();
    }

    /** Besides what was published the documents' pipeline reads what the tables' pipeline says. */
    private boolean isGood() {
        return differences.isEmpty()
                && tableLetters.equals(load.badForTables())
                && documentLetters.equals(load.badForDocuments())
                && ingested.mySql().received() == load.events() + pilotEvents
                && ingested.openSearch().received() > load.events() + pilotEvents;
    }

    private String verdict() {
        return isGood()
                ? "every row and document is as DiracX would have written it"
                : "NOT as DiracX would have written it";
    }

    private void printDifferences(PrintWriter out) {
        Differences.count(differences).forEach((kind, count) -> line(out, "  " + kind, count, ""));
        differences.stream().limit(SHOWN_DIFFERENCES).forEach(difference -> out.println("  " + difference));
        if (differences.size() > SHOWN_DIFFERENCES) {
            out.println("  … and " + (differences.size() - SHOWN_DIFFERENCES) + " more");
        }
        printLetters(out, "tables", tableLetters, load.badForTables());
        printLetters(out, "documents", documentLetters, load.badForDocuments());
        long expected = load.events() + pilotEvents;
        if (ingested.mySql().received() != expected) {
            out.println("  " + ingested.mySql().received() + " events ingested, expected " + expected);
        }
    }

    private static void printLetters(
            PrintWriter out, String side, SortedMap<String, Integer> letters, SortedMap<String, Integer> expected) {
        if (!letters.equals(expected)) {
            out.println("  dead letters of the " + side + " are " + letters + ", expected " + expected);
        }
    }

    private long count(Phenomenon phenomenon) {
        return load.phenomena().getOrDefault(phenomenon, 0);
    }

    private static String perBatch(Ingested.Side side) {
        return side.batches() == 0 ? "" : side.received() / side.batches() + " events each on average";
    }

    private static String rate(Ingested.Side side) {
        double seconds = side.took().toMillis() / 1e3;
        return String.format(Locale.ROOT, "in %.1f s, %,.0f/s", seconds, side.received() / Math.max(seconds, 1e-3));
    }

    private static void line(PrintWriter out, String name, long value, String remark) {
        out.println(String.format(Locale.ROOT, "%-28s %,12d  %s", name, value, remark)
                .stripTrailing());
    }
}
