package org.diracgrid.ingest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.HeartbeatKey;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.KillCommand;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;

/**
 * The tables of a golden case in memory, in the JSON form of the vectors, written through {@link JobFold} alone.
 * One database is one test's.
 */
final class MemoryDatabase {

    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter JOB_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'");

    private final TimeOrderColumn column;
    private final boolean oneBatch;
    private final Map<Long, ObjectNode> jobs = new TreeMap<>();
    private final Map<Long, List<JsonNode>> logs = new TreeMap<>();
    private final List<KillCommand> kills = new ArrayList<>();
    private final Map<Long, Map<HeartbeatKey, Double>> heartbeats = new TreeMap<>();
    private final Map<Long, String> documentStatus = new TreeMap<>();
    private final Map<Long, Integer> documentReports = new TreeMap<>();
    private final JobFold fold;
    private final Map<Long, JobState> batch = new TreeMap<>();

    /** @param oneBatch whether a job is loaded once for all events, or again for each */
    MemoryDatabase(JsonNode golden, TimeOrderColumn column, boolean oneBatch) {
        this(golden, column, oneBatch, FoldOptions.DIRACX);
    }

    MemoryDatabase(JsonNode golden, TimeOrderColumn column, boolean oneBatch, FoldOptions options) {
        this.fold = new JobFold(options);
        this.column = column;
        this.oneBatch = oneBatch;
        for (var job : golden.get("input").get("jobs")) {
            long id = job.get("JobID").asLong();
            jobs.put(id, withDefaults(job.deepCopy()));
            heartbeats.put(id, new HashMap<>());
            logs.put(id, initialLog(job.get("logging")));
        }
    }

    boolean has(long jobId) {
        return jobs.containsKey(jobId);
    }

    FoldOutcome apply(IngestEvent event, long wallMicros) {
        long id = Long.parseLong(event.key());
        JobState state = oneBatch ? batch.computeIfAbsent(id, this::load) : load(id);
        var outcome = fold.apply(state, event, wallMicros);
        if (!oneBatch) {
            store(state);
        }
        return outcome;
    }

    /** Ends the batch: everything is written. */
    void commit() {
        batch.values().forEach(this::store);
        batch.clear();
    }

    JsonNode job(long id) {
        return jobs.get(id);
    }

    List<JsonNode> log(long id) {
        return logs.get(id);
    }

    List<KillCommand> kills() {
        return kills;
    }

    Map<HeartbeatKey, Double> heartbeats(long id) {
        return heartbeats.get(id);
    }

    /** What the change feed told last to write into the job's document; null if nothing. */
    String documentStatus(long id) {
        return documentStatus.get(id);
    }

    /** How often it told one. */
    int documentReports(long id) {
        return documentReports.getOrDefault(id, 0);
    }

    private static ObjectNode withDefaults(ObjectNode job) {
        job.put("JobType", "user").put("JobGroup", "00000000").put("JobName", "Unknown");
        job.put("VerifiedFlag", "False").put("AccountedFlag", "False").putNull("RescheduleTime");
        return job;
    }

    private JobState load(long id) {
        var job = jobs.get(id);
        var row = new JobRow(
                (int) id,
                job.get("VO").asText(),
                job.get("Status").asText(),
                job.get("MinorStatus").asText(),
                job.get("ApplicationStatus").asText(),
                Golden.micros(job.get("StartExecTime")),
                Golden.micros(job.get("EndExecTime")),
                Golden.micros(job.get("HeartBeatTime")));
        return new JobState(
                row,
                logs.get(id).stream().map(MemoryDatabase::stored).toList(),
                column,
                heartbeats.get(id).keySet());
    }

    private void store(JobState state) {
        long id = state.jobId();
        state.changes().forEach((attribute, value) -> set(jobs.get(id), attribute, value));
        for (var row : state.newRows()) {
            var json = Golden.JSON.createObjectNode();
            json.put("SeqNum", row.seqNum());
            json.put("Status", row.status());
            json.put("MinorStatus", row.minorStatus());
            json.put("ApplicationStatus", row.applicationStatus());
            json.put("StatusTime", LOG_TIME.format(utc(row.timeMicros())));
            json.put("StatusTimeOrder", BigDecimal.valueOf(row.orderMillis(), 3).toPlainString());
            json.put("StatusSource", row.source());
            logs.get(id).add(json);
        }
        kills.addAll(state.kills());
        state.heartbeatRows().forEach(row -> heartbeats.get(id).put(row.key(), row.value()));
        if (state.appliedStatus() != null && state.appliedStatus().documentStatus() != null) {
            documentStatus.put(id, state.appliedStatus().documentStatus());
            documentReports.merge(id, 1, Integer::sum);
        }
    }

    private static void set(ObjectNode job, JobAttribute attribute, Object value) {
        if (value instanceof Long micros) {
            job.put(attribute.column(), JOB_TIME.format(utc(micros)));
        } else if (value instanceof Integer number) {
            job.put(attribute.column(), number);
        } else {
            job.put(attribute.column(), (String) value);
        }
    }

    private static List<JsonNode> initialLog(JsonNode logging) {
        var rows = new ArrayList<JsonNode>();
        for (var row : logging) {
            long micros = Golden.micros(row.get("time"));
            var json = Golden.JSON.createObjectNode();
            json.put("SeqNum", rows.size() + 1);
            json.set("Status", row.get("Status"));
            json.set("MinorStatus", row.get("MinorStatus"));
            json.set("ApplicationStatus", row.get("ApplicationStatus"));
            json.put("StatusTime", LOG_TIME.format(utc(micros)));
            json.put("StatusTimeOrder", StatusTimeOrder.toDecimal(micros).toPlainString());
            json.set("StatusSource", row.get("Source"));
            rows.add(json);
        }
        return rows;
    }

    private static StoredLogRow stored(JsonNode row) {
        return new StoredLogRow(
                row.get("SeqNum").asInt(),
                row.get("Status").asText(),
                row.get("MinorStatus").asText(),
                row.get("ApplicationStatus").asText(),
                new BigDecimal(row.get("StatusTimeOrder").asText())
                        .unscaledValue()
                        .longValueExact(),
                row.get("StatusSource").asText());
    }

    private static LocalDateTime utc(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC);
    }
}
