package org.diracgrid.ingest.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.diracgrid.ingest.bench.measure.MeasuredRun;

/**
 * The table at the end, and its verdict.
 *
 * @param pilots how many there are
 * @param sent everything that was published
 * @param runs a part, the rest, everything again
 * @param once what was found after the rest
 * @param twice what was found after everything was ingested again
 * @param letters dead letters by reason; there must be none
 */
record PilotLogsReport(
        int pilots,
        SentLogs sent,
        List<MeasuredRun> runs,
        LogFindings once,
        LogFindings twice,
        SortedMap<String, Integer> letters) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Two starts differ by a second of processor time: 20 µs a line for so many lines. */
    private static final long COMPARED_LINES_MIN = 50_000;

    PilotLogsReport {
        runs = List.copyOf(runs);
    }

    /** Whether everything is as it should be. */
    boolean isGood() {
        return once.isGood(sent.lines()) && twice.isGood(sent.lines()) && letters.isEmpty();
    }

    void print(PrintWriter out) {
        out.println();
        line(out, "pilots", pilots, "");
        line(out, "messages", sent.messages(), "of 1 to " + sent.largest() + " lines");
        line(out, "  as text", sent.rawMessages(), "");
        line(out, "lines", sent.lines(), sent.bytes() / sent.handled() + " bytes each in Kafka");
        line(out, "  sent again", sent.repeatedLines(), "");
        print(out, "documents", once);
        print(out, "documents after replay", twice);
        line(out, "dead letters", letters.size(), letters.isEmpty() ? "" : letters.toString());
        out.println();
        out.println(
                "                                 lines      s   lines/s   MB/s  µs/line worker  µs/line OpenSearch");
        rows().forEach(run -> out.println(String.format(
                Locale.ROOT,
                "%-26s %,11d %6.1f %,9.0f %6.1f %15.1f %19.1f",
                run.name(),
                run.events(),
                run.seconds(),
                run.eventsPerSecond(),
                run.megabytesPerSecond(),
                run.processMicrosPerEvent(),
                run.openSearchMicrosPerEvent())));
        out.println();
        out.println(
                isGood() ? "every line is found exactly once and in order" : "NOT every line is found as it was sent");
        out.flush();
    }

    /** The figures as JSON. */
    String json(long seed) {
        ObjectNode json = JSON.createObjectNode()
                .put("bench", "pilot-logs")
                .put("seed", seed)
                .put("pilots", pilots)
                .put("messages", sent.messages())
                .put("lines", sent.lines())
                .put("linesSentAgain", sent.repeatedLines())
                .put("bytes", sent.bytes())
                .put("documents", once.documents())
                .put("documentsAfterReplay", twice.documents())
                .put("pilotsDiffering", once.differing())
                .put("pilotsDifferingAfterReplay", twice.differing())
                .put("good", isGood());
        var array = json.putArray("runs");
        rows().forEach(run -> array.addObject()
                .put("name", run.name())
                .put("lines", run.events())
                .put("bytes", run.bytes())
                .put("seconds", run.seconds())
                .put("linesPerSecond", run.eventsPerSecond())
                .put("megabytesPerSecond", run.megabytesPerSecond())
                .put("workerCpuMicrosPerLine", run.processMicrosPerEvent())
                .put("openSearchCpuMicrosPerLine", run.openSearchMicrosPerEvent()));
        return json.toPrettyString() + '\n';
    }

    /** The runs, and what the second one did beyond the first if that is more than the one start differs from the other. */
    private List<MeasuredRun> rows() {
        List<MeasuredRun> rows = new ArrayList<>(runs);
        MeasuredRun beyond = runs.get(1).beyond(runs.get(0), "  of it beyond a start");
        if (beyond.events() >= COMPARED_LINES_MIN) {
            rows.add(2, beyond);
        }
        return rows;
    }

    private void print(PrintWriter out, String name, LogFindings findings) {
        line(out, name, findings.documents(), findings.isGood(sent.lines()) ? "" : "NOT as sent");
        if (findings.lines() != findings.documents()) {
            line(out, "  read", findings.lines(), "");
        }
        if (findings.differing() > 0) {
            line(out, "  pilots that differ", findings.differing(), "");
        }
        findings.examples().forEach(example -> out.println("    " + example));
    }

    private static void line(PrintWriter out, String name, long value, String remark) {
        out.println(String.format(Locale.ROOT, "%-28s %,12d  %s", name, value, remark)
                .stripTrailing());
    }
}
