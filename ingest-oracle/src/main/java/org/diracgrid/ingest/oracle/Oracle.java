package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * DiracX's databases in memory, and its calls on them.
 *
 * <p>Job 7 is Received, an event says Running: {@code Jobs.Status} stays Received, because the state machine refuses;
 * {@code LoggingInfo} gets a row Received from {@code JobWrapper(SM)}; {@code StartExecTime} is set all the same.
 */
public final class Oracle {

    private final OracleSettings settings;
    private final Tables tables = new Tables();

    public Oracle(OracleSettings settings) {
        this.settings = settings;
    }

    /**
     * Adds a job as it stands in {@code Jobs} before the first event.
     *
     * @param columns all columns by name; values are String, Integer, Boolean (for the flags), Instant or null
     * @param taskQueue the task queue it waits in, or null
     */
    public void putJob(Map<String, ? extends @Nullable Object> columns, @Nullable Integer taskQueue) {
        tables.putJob(columns, taskQueue);
    }

    /** Appends a row to the history of {@code jobId} as it stands before the first event. */
    public void putLogRow(
            int jobId, String status, String minorStatus, String applicationStatus, Instant time, String source) {
        tables.history(jobId).add(LoggedRow.of(status, minorStatus, applicationStatus, time, source));
    }

    /**
     * Applies one event of type {@code org.diracgrid.job.status.v1}.
     *
     * @param event a valid CloudEvent in structured form; the call's "now" is its {@code time}
     */
    public Outcome apply(JsonNode event) {
        JsonNode data = event.required("data");
        int jobId = data.required("JobID").intValue();
        Outcome outcome = setJobStatuses(
                Map.of(jobId, data.required("Updates")),
                Update.parseTime(event.required("time").textValue()).toInstant(),
                data.path("Force").asBoolean(false),
                data.hasNonNull("AdditionalAttributes")
                        ? Map.of(jobId, data.required("AdditionalAttributes"))
                        : Map.of());
        return outcome instanceof Outcome.Applied applied && applied.jobs().isEmpty()
                ? new Outcome.Failed("NotFound", "JOB_NOT_FOUND", "job " + jobId + " is not in Jobs")
                : outcome;
    }

    /**
     * One call of DiracX, all of it or nothing.
     *
     * @param updates per job: time to entry, as in the body of {@code PATCH /api/jobs/status}
     * @param now the server's time
     * @param attributes per job: columns to set besides; jobs without may be absent
     */
    public Outcome setJobStatuses(
            Map<Integer, JsonNode> updates, Instant now, boolean force, Map<Integer, JsonNode> attributes) {
        try {
            return call(updates, now, force, attributes);
        } catch (FailedCallException e) {
            return new Outcome.Failed(e.exceptionClass(), e.reason(), String.valueOf(e.getMessage()));
        }
    }

    private Outcome call(
            Map<Integer, JsonNode> updates, Instant now, boolean force, Map<Integer, JsonNode> attributes) {
        SortedMap<Integer, SortedMap<Instant, Update>> parsed = new TreeMap<>();
        updates.forEach((jobId, entries) -> parsed.put(jobId, Update.byTime(entries)));

        Map<Integer, JobCall> calls = new LinkedHashMap<>();
        for (var entry : parsed.entrySet()) {
            int jobId = entry.getKey();
            Map<String, @Nullable Object> row = tables.job(jobId);
            if (row != null) {
                JobCall call = new JobCall(
                        settings,
                        row,
                        List.copyOf(tables.history(jobId)),
                        entry.getValue(),
                        force,
                        Attributes.parse(attributes.get(jobId)),
                        now);
                call.run();
                calls.put(jobId, call);
            }
        }
        calls.forEach((jobId, call) -> write(jobId, call, now));
        return new Outcome.Applied(
                calls.keySet(),
                calls.values().stream().mapToInt(call -> call.refused).sum());
    }

    private void write(int jobId, JobCall call, Instant now) {
        tables.update(jobId, call.data);
        if (call.kill) {
            tables.leaveTaskQueue(jobId);
            tables.sendKill(jobId, now);
        }
        tables.history(jobId).addAll(new ArrayList<>(call.log));
    }

    /** The tables as the database would show them now. */
    public Snapshot snapshot() {
        return tables.snapshot(settings.rounding());
    }
}
