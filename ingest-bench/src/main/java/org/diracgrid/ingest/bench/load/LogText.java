package org.diracgrid.ingest.bench.load;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.jspecify.annotations.Nullable;

/**
 * Makes up what a pilot writes, in either form, and knows what is to be read in it. What time it is goes on from one part to
 * the next. Confined to one thread.
 */
final class LogText {

    /**
     * Some lines in their order.
     *
     * @param lines what is to be read
     * @param raw the text that says so; null where there is none
     */
    record Part(List<PilotLogLine> lines, @Nullable String raw) {}

    private static final DateTimeFormatter LOGGER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter WRAPPER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss,SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String WRAPPER_SEVERITY = "DEBUG";
    private static final String WRAPPER_SCOPE = "pilotLogger";
    private static final List<String> SCOPES =
            List.of("Pilot", "CheckWorkerNode", "InstallDIRAC", "ConfigureBasics", "ConfigureSite", "LaunchAgent");
    private static final List<String> SEVERITIES =
            List.of("INFO", "INFO", "INFO", "DEBUG", "WARNING", "WARN", "ERROR", "NOTICE", "CRITICAL");
    private static final List<String> BEGINNINGS = List.of(
            "Executing command: dirac-configure --cfg pilot.cfg -o /LocalSite/CPUTime=",
            "model name      : Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz, core ",
            "export XRD_RUNFORKHANDLER=1; PATH=/cvmfs/lhcb.cern.ch/lib/bin:/usr/bin; pid ",
            "  File \"/scratch/pilot/pilotCommands.py\", line ",
            "größe \"belegt\" in Bytes:\t",
            "Filesystem      1K-blocks     Used Available Use% Mounted on /scratch/",
            "requirement already satisfied: typing_extensions>=4.5 in ./lib/python3.11, attempt ",
            "Job submitted to the batch system, the id of it is ",
            "");

    private final SplittableRandom random;
    private long nowMicros;

    LogText(SplittableRandom random, long nowMicros) {
        this.random = random;
        this.nowMicros = nowMicros;
    }

    /** Lines each with a head of its own. */
    Part lines(int count) {
        List<PilotLogLine> lines = new ArrayList<>(count);
        while (lines.size() < count) {
            lines.add(new PilotLogLine(nextTime(), pick(SEVERITIES), message(), pick(SCOPES), false));
        }
        return new Part(lines, null);
    }

    /** Text: one line of four is the output of a command and goes on with the head of the line before. */
    Part raw(int count) {
        List<PilotLogLine> lines = new ArrayList<>(count);
        StringBuilder text = new StringBuilder(count * 110);
        while (lines.size() < count) {
            boolean goesOn = !lines.isEmpty() && random.nextInt(4) == 0;
            PilotLogLine line = goesOn ? like(lines.get(lines.size() - 1)) : withHead(text);
            lines.add(line);
            text.append(line.message()).append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        return new Part(lines, text.toString());
    }

    private PilotLogLine like(PilotLogLine before) {
        return new PilotLogLine(before.timeMicros(), before.severity(), message(), before.scope(), false);
    }

    private PilotLogLine withHead(StringBuilder text) {
        long micros = nextTime();
        boolean wrapper = random.nextInt(8) == 0;
        String severity = wrapper ? WRAPPER_SEVERITY : pick(SEVERITIES);
        String scope = wrapper ? WRAPPER_SCOPE : pick(SCOPES);
        (wrapper ? WRAPPER : LOGGER).formatTo(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), text);
        text.append(' ')
                .append(severity)
                .append(wrapper ? "    [" : " [")
                .append(scope)
                .append("] ");
        return new PilotLogLine(micros, severity, message(), scope, false);
    }

    /** That of the line before for one of four. */
    private long nextTime() {
        nowMicros += random.nextInt(4) == 0 ? 0 : random.nextInt(200_000);
        return nowMicros;
    }

    private String message() {
        String beginning = pick(BEGINNINGS);
        return beginning.isEmpty() ? "" : beginning + random.nextInt(10_000_000);
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
