package org.diracgrid.ingest.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables that status updates write, with times as they were sent to the server. */
final class Tables {

    private final SortedMap<Integer, Map<String, @Nullable Object>> jobs = new TreeMap<>();
    private final SortedMap<Integer, List<LoggedRow>> logging = new TreeMap<>();
    private final SortedMap<Integer, List<Instant>> kills = new TreeMap<>();
    private final Map<Integer, Integer> sentKills = new HashMap<>();
    private final SortedMap<Integer, SortedMap<String, Double>> heartbeats = new TreeMap<>();
    private final SortedMap<Integer, Integer> taskQueues = new TreeMap<>();
    private final Set<Integer> touched = new LinkedHashSet<>();

    void putJob(Map<String, ? extends @Nullable Object> columns, @Nullable Integer taskQueue) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(columns);
        int jobId = (Integer) Objects.requireNonNull(row.get("JobID"));
        jobs.put(jobId, row);
        if (taskQueue != null) {
            taskQueues.put(jobId, taskQueue);
        }
    }

    @Nullable
    Map<String, @Nullable Object> job(int jobId) {
        return jobs.get(jobId);
    }

    List<LoggedRow> history(int jobId) {
        return logging.computeIfAbsent(jobId, id -> new ArrayList<>());
    }

    void update(int jobId, Map<String, @Nullable Object> columns) {
        Objects.requireNonNull(jobs.get(jobId)).putAll(columns);
        if (columns.containsKey("LastUpdateTime")) {
            touched.remove(jobId);
        }
    }

    /** Sets LastUpdateTime to the server's time. */
    void touch(int jobId, Instant now) {
        Objects.requireNonNull(jobs.get(jobId)).put("LastUpdateTime", now);
        touched.add(jobId);
    }

    void leaveTaskQueue(int jobId) {
        taskQueues.remove(jobId);
    }

    void sendKill(int jobId, Instant now) {
        kills.computeIfAbsent(jobId, id -> new ArrayList<>()).add(now);
    }

    /** A job asks for its commands: all it has count as sent. */
    void readCommands(int jobId) {
        sentKills.put(jobId, kills.getOrDefault(jobId, List.of()).size());
    }

    /** Rows of {@code HeartBeatLoggingInfo} of a job: value by {@code Name second}. */
    SortedMap<String, Double> heartbeats(int jobId) {
        return heartbeats.computeIfAbsent(jobId, id -> new TreeMap<>());
    }

    private SortedMap<Integer, SortedMap<String, Double>> heartbeats() {
        SortedMap<Integer, SortedMap<String, Double>> copy = new TreeMap<>();
        heartbeats.forEach((jobId, rows) -> {
            if (!rows.isEmpty()) {
                copy.put(jobId, new TreeMap<>(rows));
            }
        });
        return copy;
    }

    Snapshot snapshot(OracleSettings.Rounding rounding) {
        SortedMap<Integer, Snapshot.JobRow> jobRows = new TreeMap<>();
        for (Map.Entry<Integer, Map<String, @Nullable Object>> job : jobs.entrySet()) {
            jobRows.put(job.getKey(), jobRow(job.getValue(), touched.contains(job.getKey()), rounding));
        }

        SortedMap<Integer, List<Snapshot.LogRow>> logRows = new TreeMap<>();
        logging.forEach((jobId, rows) -> {
            if (!rows.isEmpty()) {
                logRows.put(jobId, logRows(rows, rounding));
            }
        });

        SortedMap<Integer, List<Snapshot.CommandRow>> commandRows = new TreeMap<>();
        kills.forEach((jobId, times) ->
                commandRows.put(jobId, commandRows(times, sentKills.getOrDefault(jobId, 0), rounding)));
        return new Snapshot(jobRows, logRows, commandRows, new TreeMap<>(taskQueues), heartbeats());
    }

    /**
     * The key of the table has whole seconds: DiracX fails at the second Kill within one, the worker keeps one.
     *
     * @param sent how many of the first were read by the job
     */
    private static List<Snapshot.CommandRow> commandRows(
            List<Instant> times, int sent, OracleSettings.Rounding rounding) {
        SortedMap<String, Snapshot.CommandRow> rows = new TreeMap<>();
        for (int i = 0; i < times.size(); i++) {
            String time = Stored.time(times.get(i), rounding);
            rows.putIfAbsent(time, new Snapshot.CommandRow("Kill", "", i < sent ? "Sent" : "Received", time, null));
        }
        return List.copyOf(rows.values());
    }

    private static Snapshot.JobRow jobRow(
            Map<String, @Nullable Object> row, boolean touched, OracleSettings.Rounding rounding) {
        SortedMap<String, @Nullable String> columns = new TreeMap<>();
        row.forEach((name, value) -> columns.put(name, Stored.text(value, rounding)));
        return new Snapshot.JobRow(columns, touched);
    }

    private static List<Snapshot.LogRow> logRows(List<LoggedRow> rows, OracleSettings.Rounding rounding) {
        List<Snapshot.LogRow> numbered = new ArrayList<>();
        for (LoggedRow row : rows) {
            numbered.add(new Snapshot.LogRow(
                    numbered.size() + 1,
                    row.status(),
                    row.minorStatus(),
                    row.applicationStatus(),
                    Stored.time(row.time(), rounding),
                    row.order().toPlainString(),
                    row.source()));
        }
        return numbered;
    }
}
