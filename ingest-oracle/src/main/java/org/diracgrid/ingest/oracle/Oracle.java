package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final List<String> MEASURES =
            List.of("LoadAverage", "MemoryUsed", "Vsize", "AvailableDiskSpace", "CPUConsumed", "WallClockTime");

    private final OracleSettings settings;
    private final Tables tables = new Tables();
    private final Documents documents = new Documents();

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
     * Applies one event of a job: a status, unless its type says heartbeat or metadata.
     *
     * @param event a valid CloudEvent in structured form; the call's "now" is its {@code time}
     */
    public Outcome apply(JsonNode event) {
        String type = event.path("type").asText();
        JsonNode data = event.required("data");
        int jobId = data.required("JobID").intValue();
        Instant time = Update.parseTime(event.required("time").textValue()).toInstant();
        if (type.contains(".heartbeat.")) {
            Instant alive = data.hasNonNull("Time")
                    ? Update.parseTime(data.get("Time").textValue()).toInstant()
                    : time;
            return addHeartbeats(Map.of(jobId, data.required("Data")), alive, time);
        }
        return type.contains(".metadata.")
                ? setMetadata(Map.of(jobId, data.required("Metadata")), time)
                : applyStatus(data, jobId, time);
    }

    private Outcome applyStatus(JsonNode data, int jobId, Instant now) {
        Outcome outcome = setJobStatuses(
                Map.of(jobId, data.required("Updates")),
                now,
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

    /**
     * One call of DiracX's {@code add_heartbeat}.
     *
     * @param data per job: what was measured
     * @param alive when the jobs were alive, which DiracX takes from its clock
     * @param now the server's time
     */
    public Outcome addHeartbeats(Map<Integer, JsonNode> data, Instant alive, Instant now) {
        Map<Integer, JsonNode> waking = new TreeMap<>();
        List<Integer> others = new ArrayList<>();
        for (var entry : new TreeMap<>(data).entrySet()) {
            Map<String, @Nullable Object> row = tables.job(entry.getKey());
            if (row == null) {
                return new Outcome.Failed("ValueError", "JOB_NOT_FOUND", "job " + entry.getKey() + " is not in Jobs");
            }
            if (isKnown(entry.getKey(), entry.getValue(), alive)) {
                continue;
            }
            if (List.of("Matched", "Stalled").contains(String.valueOf(row.get("Status")))) {
                waking.put(entry.getKey(), running(alive));
            } else {
                others.add(entry.getKey());
            }
        }
        Map<Integer, Instant> before = new TreeMap<>();
        waking.keySet().forEach(jobId -> before.put(jobId, heartBeatTime(jobId)));
        Outcome outcome = setJobStatuses(waking, now, false, Map.of());
        if (outcome instanceof Outcome.Failed) {
            return outcome;
        }
        before.forEach(this::keepLater);
        Instant second = alive.truncatedTo(ChronoUnit.SECONDS);
        for (int jobId : others) {
            Instant former = heartBeatTime(jobId);
            tables.update(jobId, Map.of("HeartBeatTime", second));
            keepLater(jobId, former);
        }
        data.forEach((jobId, members) -> store(jobId, members, second, now));
        return new Outcome.Applied(data.keySet(), outcome instanceof Outcome.Applied applied ? applied.refused() : 0);
    }

    /** DiracX would fail on a second row of one measure and second; the worker only takes the newer values. */
    private boolean isKnown(int jobId, JsonNode members, Instant alive) {
        for (String measure : MEASURES) {
            if (members.hasNonNull(measure)) {
                return tables.heartbeats(jobId)
                        .containsKey(measure + ' ' + Stored.time(alive, OracleSettings.Rounding.TRUNCATE));
            }
        }
        return false;
    }

    private void keepLater(int jobId, Instant former) {
        if (settings.monotonicHeartbeats() && former.isAfter(heartBeatTime(jobId))) {
            tables.update(jobId, Map.of("HeartBeatTime", former));
        }
    }

    private Instant heartBeatTime(int jobId) {
        Map<String, @Nullable Object> row = tables.job(jobId);
        return row != null && row.get("HeartBeatTime") instanceof Instant time ? time : Instant.MIN;
    }

    private void store(int jobId, JsonNode members, Instant second, Instant now) {
        for (String measure : MEASURES) {
            if (members.hasNonNull(measure)) {
                String key = measure + ' ' + Stored.time(second, OracleSettings.Rounding.TRUNCATE);
                tables.heartbeats(jobId)
                        .put(key, Double.valueOf(members.get(measure).asText()));
            }
        }
        if (members.hasNonNull("StandardOutput")) {
            upsert(jobId, Map.of("StandardOutput", members.get("StandardOutput")), now);
        }
    }

    private static JsonNode running(Instant time) {
        var updates = JsonNodeFactory.instance.objectNode();
        updates.putObject(time.toString()).put("Status", "Running").put("Source", "Heartbeat");
        return updates;
    }

    /** One call of DiracX's {@code set_job_parameters_or_attributes}. */
    public Outcome setMetadata(Map<Integer, JsonNode> updates, Instant now) {
        Map<Integer, Metadata> parsed = new TreeMap<>();
        try {
            updates.forEach((jobId, members) -> parsed.put(jobId, new Metadata(members)));
        } catch (FailedCallException e) {
            return new Outcome.Failed(e.exceptionClass(), e.reason(), String.valueOf(e.getMessage()));
        }
        for (var entry : parsed.entrySet()) {
            if (tables.job(entry.getKey()) == null
                    && !entry.getValue().parameters.isEmpty()) {
                return new Outcome.Failed("KeyError", "JOB_NOT_FOUND", "job " + entry.getKey() + " has no VO");
            }
        }
        parsed.forEach((jobId, metadata) -> {
            if (tables.job(jobId) != null) {
                tables.update(jobId, metadata.columns);
                if (metadata.columns.containsKey("Status")) {
                    tables.touch(jobId, now);
                }
                if (!metadata.parameters.isEmpty()) {
                    upsert(jobId, metadata.parameters, now);
                }
            }
        });
        return new Outcome.Applied(parsed.keySet(), 0);
    }

    private void upsert(int jobId, Map<String, JsonNode> members, Instant now) {
        Map<String, @Nullable Object> row = Objects.requireNonNull(tables.job(jobId));
        documents.upsert(String.valueOf(row.get("VO")), jobId, members, now);
    }

    /** A job asks for its commands, as it does over HTTP with a heartbeat; the worker never does. */
    public void readCommands(int jobId) {
        tables.readCommands(jobId);
    }

    /** The documents of job parameters by {@code index/id}. */
    public SortedMap<String, ObjectNode> documents() {
        return documents.snapshot();
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
                        Attributes.parse(attributes.get(jobId)));
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
        if (call.documentStatus != null) {
            tables.touch(jobId, now);
            upsert(jobId, Map.of("Status", JsonNodeFactory.instance.textNode(call.documentStatus)), now);
        }
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
