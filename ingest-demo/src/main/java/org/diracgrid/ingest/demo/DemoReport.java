package org.diracgrid.ingest.demo;

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
 * @param letters dead letters by reason
 */
record DemoReport(
        PublishedLoad load,
        Ingested ingested,
        Snapshot stored,
        SortedMap<String, Integer> letters,
        List<Difference> differences) {

    private static final int SHOWN_DIFFERENCES = 50;

    /** Prints everything; whether it is as it should be. */
    boolean print(PrintWriter out) {
        double seconds = ingested.took().toMillis() / 1e3;
        out.println();
        line(out, "events published", load.events(), "");
        line(out, "  with several updates", count(Phenomenon.SEVERAL_UPDATES), "");
        line(out, "  late", count(Phenomenon.LATE), "");
        line(out, "  sent before", load.repeated(), "nothing new in them");
        line(out, "  bad", load.badEvents(), "");
        line(out, "events ingested", ingested.received(), rate(ingested.received(), seconds));
        line(out, "  stored", ingested.stored(), "");
        line(out, "  superseded", ingested.superseded(), "were stored already");
        line(out, "  dead letters", ingested.parked(), "");
        letters.forEach((reason, count) -> line(out, "    " + reason, count, ""));
        line(out, "batches", ingested.batches(), perBatch());
        line(out, "retries", ingested.retries(), "");
        line(out, "updates refused", load.refused(), "by the state machine, logged as DiracX does");
        line(out, "rows in Jobs", stored.jobs().size(), "");
        line(out, "rows in LoggingInfo", stored.logRows(), "");
        line(out, "jobs with commands", stored.commands().size(), "");
        line(out, "jobs in task queues", stored.taskQueues().size(), "");
        line(out, "differences", differences.size(), verdict());
        printDifferences(out);
        out.flush();
        return isGood();
    }

    private boolean isGood() {
        return differences.isEmpty() && letters.equals(load.bad()) && ingested.received() == load.events();
    }

    private String verdict() {
        return isGood() ? "every row is as DiracX would have written it" : "NOT as DiracX would have written it";
    }

    private void printDifferences(PrintWriter out) {
        Differences.count(differences).forEach((kind, count) -> line(out, "  " + kind, count, ""));
        differences.stream().limit(SHOWN_DIFFERENCES).forEach(difference -> out.println("  " + difference));
        if (differences.size() > SHOWN_DIFFERENCES) {
            out.println("  … and " + (differences.size() - SHOWN_DIFFERENCES) + " more");
        }
        if (!letters.equals(load.bad())) {
            out.println("  dead letters are " + letters + ", expected " + load.bad());
        }
        if (ingested.received() != load.events()) {
            out.println("  " + ingested.received() + " events ingested, expected " + load.events());
        }
    }

    private long count(Phenomenon phenomenon) {
        return load.phenomena().getOrDefault(phenomenon, 0);
    }

    private String perBatch() {
        return ingested.batches() == 0 ? "" : ingested.received() / ingested.batches() + " events each on average";
    }

    private static String rate(long events, double seconds) {
        return String.format(Locale.ROOT, "in %.1f s, %,.0f/s", seconds, events / Math.max(seconds, 1e-3));
    }

    private static void line(PrintWriter out, String name, long value, String remark) {
        out.println(String.format(Locale.ROOT, "%-28s %,12d  %s", name, value, remark)
                .stripTrailing());
    }
}
