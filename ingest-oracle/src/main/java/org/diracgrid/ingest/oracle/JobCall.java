package org.diracgrid.ingest.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * DiracX's {@code set_job_statuses} for one job of one call, in DiracX's order of steps. Reads the job and its history,
 * changes neither: what is to be written stands in {@link #data}, {@link #log} and {@link #kill} afterwards.
 */
final class JobCall {

    private final OracleSettings settings;
    private final Map<String, @Nullable Object> row;
    private final List<LoggedRow> history;
    private final SortedMap<Instant, Update> updates;
    private final boolean force;
    private final Map<String, @Nullable Object> attributes;

    /** Columns of {@code Jobs} to set; LastUpdateTime besides, where the call is new enough. */
    final Map<String, @Nullable Object> data = new LinkedHashMap<>();
    /** What becomes of the document's Status; null where the call is late. */
    @Nullable
    String documentStatus;

    /** Rows to append to {@code LoggingInfo}. */
    final List<LoggedRow> log = new ArrayList<>();
    /** Whether the job leaves its task queue and is sent a {@code Kill}. */
    boolean kill;
    /** How many updates the state machine refused. */
    int refused;

    JobCall(
            OracleSettings settings,
            Map<String, @Nullable Object> row,
            List<LoggedRow> history,
            SortedMap<Instant, Update> updates,
            boolean force,
            Map<String, @Nullable Object> attributes) {
        this.settings = settings;
        this.row = row;
        this.history = history;
        this.updates = updates;
        this.force = force;
        this.attributes = attributes;
    }

    void run() {
        Instant last = newestByStatus();
        Map<String, Instant> startAndEnd = startAndEnd();
        if (!updates.lastKey().isBefore(last)) {
            applyNewest(updates.tailMap(last).values());
        }
        for (Update update : updates.values()) {
            if (update.source.startsWith("Job") || update.source.equals("Heartbeat")) {
                data.put("HeartBeatTime", update.instant());
            }
        }
        data.putAll(startAndEnd);
        updates.values().forEach(this::log);
        refuseForeignStatus();
    }

    /**
     * The newest time of the history, as DiracX takes it: for every status ("idem" is one) the time of its last row in
     * the order of SeqNum, which need not be its newest; of these the greatest.
     */
    private Instant newestByStatus() {
        Map<String, Instant> times = new HashMap<>();
        for (LoggedRow logged : history) {
            times.put(logged.status(), settings.column().readBack(logged.order()));
        }
        return times.values().stream()
                .max(Instant::compareTo)
                .orElseThrow(() -> new FailedCallException("KeyError", "NO_LOGGING_HISTORY", "no LoggingInfo row"));
    }

    /** Looks at what was asked for, before the state machine: refused and late updates count too. */
    private Map<String, Instant> startAndEnd() {
        Map<String, Instant> found = new LinkedHashMap<>();
        boolean started = row.get("StartExecTime") != null;
        boolean ended = row.get("EndExecTime") != null;
        String status = "";
        for (Update update : updates.values()) {
            status = update.status == null ? status : update.status;
            if (!started && status.equals("Running")) {
                found.put("StartExecTime", update.instant());
                started = true;
            } else if (!ended && StateMachine.isFinal(status)) {
                found.put("EndExecTime", update.instant());
                ended = true;
            }
        }
        return found;
    }

    private void applyNewest(Collection<Update> newest) {
        String current = text(row.get("Status"));
        current = current.equals("Stalled") ? "Running" : current;
        String status = "";
        String minor = "";
        String application = "";
        for (Update update : newest) {
            status = update.status == null ? current : update.status;
            // With force the current status stays as it was: a later entry without one falls back to it.
            if (!force && !status.equals(current)) {
                current = throughTheMachine(update, current, status);
                status = current;
            }
            minor = update.minorStatus == null ? minor : update.minorStatus;
            application = update.applicationStatus == null ? application : update.applicationStatus;
        }
        data.putAll(attributes);
        data.put("Status", status);
        if (!minor.isEmpty()) {
            data.put("MinorStatus", minor);
        }
        if (!application.isEmpty()) {
            data.put("ApplicationStatus", application);
        }
        documentStatus = status;
        kill = status.equals("Killed") || status.equals("Deleted");
    }

    private String throughTheMachine(Update update, String current, String asked) {
        String next = StateMachine.next(current, asked);
        if (!next.equals(asked)) {
            update.status = next;
            update.source += "(SM)";
            refused++;
        }
        return next;
    }

    private void log(Update update) {
        if (!update.isUtc() && settings.offsets() == OracleSettings.Offsets.REJECT) {
            throw new FailedCallException("ValidationError", "BAD_TIMESTAMP", "not UTC: " + update.time);
        }
        String status = update.status == null ? "idem" : update.status;
        if (!status.equals("idem") && !StateMachine.isDiracX(status)) {
            throw new FailedCallException("ValidationError", "SCOUTING_REFUSED", "cannot be logged: " + status);
        }
        log.add(LoggedRow.of(
                status,
                update.minorStatus == null ? "idem" : update.minorStatus,
                update.applicationStatus == null ? "idem" : update.applicationStatus,
                update.instant(),
                update.source));
    }

    /** The answer of the call is checked too, after everything was written, which is then rolled back. */
    private void refuseForeignStatus() {
        Object status = data.get("Status");
        if (status != null && !StateMachine.isDiracX(text(status))) {
            String reason = status.equals("Scouting") ? "SCOUTING_REFUSED" : "UNKNOWN_CURRENT_STATUS";
            throw new FailedCallException("ValidationError", reason, "the job is in status " + status);
        }
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }
}
