package org.diracgrid.ingest.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.diracgrid.ingest.demo.grid.PilotLoad;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.Differences;
import org.diracgrid.ingest.oracle.PilotLogRow;
import org.diracgrid.ingest.oracle.PilotSnapshot;

/**
 * The pilots' part of the table at the end of the demo, with its verdict and the end of one pilot's log.
 *
 * @param parameters documents of parameters, by index and id
 * @param logs lines of logs, by stamp
 * @param tableLetters dead letters of the pipeline that writes the tables, by reason
 * @param documentLetters those of the other
 * @param shownStamp whose log is shown
 */
record PilotReport(
        PilotLoad load,
        PilotSnapshot stored,
        SortedMap<String, ObjectNode> parameters,
        SortedMap<String, List<PilotLogRow>> logs,
        SortedMap<String, Integer> tableLetters,
        SortedMap<String, Integer> documentLetters,
        List<Difference> differences,
        String shownStamp) {

    private static final int SHOWN_DIFFERENCES = 50;
    private static final int SHOWN_LINES = 10;

    /** Prints everything; whether it is as it should be. */
    boolean print(PrintWriter out) {
        out.println();
        line(out, "pilots' events published", load.events(), "");
        line(out, "  sent before", load.repeated(), "nothing new in them");
        line(out, "messages of logs published", load.logMessages(), "");
        line(out, "  lines in them", load.logLines(), "each counted once");
        line(out, "rows in PilotAgents", stored.pilots().size(), "");
        line(out, "rows in JobToPilotMapping", stored.jobRows(), "");
        line(out, "rows in PilotOutput", stored.outputs().size(), "");
        line(out, "pilots with parameters", parameters.size(), "");
        line(out, "lines of logs", storedLines(), "");
        print(out, "dead letters for tables", tableLetters);
        print(out, "dead letters for documents", documentLetters);
        line(out, "differences", differences.size(), isGood() ? "every row and line is as it was sent" : "NOT as sent");
        printDifferences(out);
        printTail(out);
        out.flush();
        return isGood();
    }

    private boolean isGood() {
        return differences.isEmpty()
                && storedLines() == load.logLines()
                && tableLetters.equals(load.badForTables())
                && documentLetters.equals(load.badForDocuments());
    }

    private long storedLines() {
        return logs.values().stream().mapToInt(List::size).sum();
    }

    private void printDifferences(PrintWriter out) {
        Differences.count(differences).forEach((kind, count) -> line(out, "  " + kind, count, ""));
        differences.stream().limit(SHOWN_DIFFERENCES).forEach(difference -> out.println("  " + difference));
        if (!tableLetters.equals(load.badForTables())) {
            out.println("  dead letters for tables are " + tableLetters + ", expected " + load.badForTables());
        }
        if (!documentLetters.equals(load.badForDocuments())) {
            out.println("  dead letters for documents are " + documentLetters + ", expected " + load.badForDocuments());
        }
    }

    private void printTail(PrintWriter out) {
        List<PilotLogRow> lines = logs.getOrDefault(shownStamp, List.of());
        out.println();
        out.println("the end of the log of pilot " + shownStamp + ":");
        for (PilotLogRow row : lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())) {
            out.println("  " + row.time() + " " + row.severity() + " [" + row.scope() + "] " + row.message());
        }
    }

    private static void print(PrintWriter out, String name, SortedMap<String, Integer> letters) {
        line(out, name, letters.values().stream().mapToInt(Integer::intValue).sum(), "");
        letters.forEach((reason, count) -> line(out, "    " + reason, count, ""));
    }

    private static void line(PrintWriter out, String name, long value, String remark) {
        out.println(String.format(Locale.ROOT, "%-28s %,12d  %s", name, value, remark)
                .stripTrailing());
    }
}
