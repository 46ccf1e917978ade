package org.diracgrid.ingest.bench.floor;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.bench.load.SubmittedJob;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.HeartbeatRow;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;

/**
 * Computes what the events of jobs become, in batches as the worker would make them of a long backlog: the events of a lane's
 * jobs in their order, so many at a time, folded per job by the worker's own rules. Confined to one thread.
 */
final class JobPlan {

    /** A job between two batches. */
    private record Known(JobRow row, List<StoredLogRow> history) {}

    /** A batch that is not full yet. */
    private static final class Draft {
        final SortedMap<Integer, JobState> jobs = new TreeMap<>();
        final SortedMap<Integer, Map<String, String>> documents = new TreeMap<>();
        int events;
    }

    private final JobFold fold = new JobFold(FoldOptions.DEFAULTS);
    private final IntFunction<SubmittedJob> submitted;
    private final int batch;
    private final long wallMicros;
    private final Map<Integer, Known> known = new HashMap<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final List<List<JobBatch>> lanes = new ArrayList<>();

    private JobPlan(IntFunction<SubmittedJob> submitted, int laneCount, int batch, long wallMicros) {
        this.submitted = submitted;
        this.batch = batch;
        this.wallMicros = wallMicros;
        for (int lane = 0; lane < laneCount; lane++) {
            drafts.add(new Draft());
            lanes.add(new ArrayList<>());
        }
    }

    /**
     * The batches of each lane.
     *
     * @param messages all of a load, from its beginning
     * @param submitted the jobs before the first event
     * @param from number of the first event that is to be written; what is before it is there already
     * @param to number of the one behind the last
     * @param laneCount 1 or more
     * @param batch events of a batch, 1 or more
     * @param wallMicros the current time, microseconds since the epoch
     */
    static List<List<JobBatch>> of(
            Iterator<Message> messages,
            IntFunction<SubmittedJob> submitted,
            int from,
            int to,
            int laneCount,
            int batch,
            long wallMicros) {
        JobPlan plan = new JobPlan(submitted, laneCount, batch, wallMicros);
        for (int number = 0; number < to; number++) {
            if (number == from) {
                plan.sealAll();
                plan.lanes.forEach(List::clear);
            }
            plan.add(messages.next().event());
        }
        plan.sealAll();
        return plan.lanes;
    }

    private void add(IngestEvent event) {
        int jobId = Integer.parseInt(event.key());
        int lane = jobId % drafts.size();
        Draft draft = drafts.get(lane);
        JobState job = draft.jobs.computeIfAbsent(jobId, this::load);
        FoldOutcome outcome = fold.apply(job, event, wallMicros);
        if (outcome.kind() != FoldOutcome.Kind.APPLIED) {
            throw new IllegalStateException(event + " is not applied: " + outcome);
        }
        Map<String, String> members = members(event, job);
        if (!members.isEmpty()) {
            draft.documents.computeIfAbsent(jobId, id -> new LinkedHashMap<>()).putAll(members);
        }
        draft.events++;
        if (draft.events == batch) {
            seal(lane);
        }
    }

    private JobState load(int jobId) {
        Known job = known(jobId);
        return new JobState(job.row(), job.history(), TimeOrderColumn.NUMERIC);
    }

    private Known known(int jobId) {
        return known.computeIfAbsent(jobId, id -> {
            SubmittedJob fresh = submitted.apply(id);
            return new Known(fresh.row(), List.of(fresh.logRow()));
        });
    }

    private static Map<String, String> members(IngestEvent event, JobState job) {
        Map<String, String> members = new LinkedHashMap<>();
        if (event instanceof JobMetadataEvent metadata) {
            metadata.parameters().forEach((name, value) -> members.put(name, value.text()));
        } else if (event instanceof JobHeartbeatEvent heartbeat) {
            if (heartbeat.standardOutput() != null) {
                members.put("StandardOutput", quoted(heartbeat.standardOutput()));
            }
        } else {
            members.put("Status", quoted(job.row().status()));
        }
        return members;
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private void sealAll() {
        for (int lane = 0; lane < drafts.size(); lane++) {
            seal(lane);
        }
    }

    private void seal(int lane) {
        Draft draft = drafts.set(lane, new Draft());
        if (draft.events == 0) {
            return;
        }
        List<LogRow> logRows = new ArrayList<>();
        List<HeartbeatRow> heartbeatRows = new ArrayList<>();
        SortedMap<Integer, Map<JobAttribute, Object>> changes = new TreeMap<>();
        draft.jobs.forEach((jobId, job) -> {
            logRows.addAll(job.newRows());
            heartbeatRows.addAll(job.heartbeatRows());
            if (!job.changes().isEmpty()) {
                changes.put(jobId, new EnumMap<>(job.changes()));
            }
            keep(job);
        });
        lanes.get(lane).add(new JobBatch(logRows, heartbeatRows, changes, draft.documents));
    }

    private void keep(JobState job) {
        List<StoredLogRow> history = new ArrayList<>(known(job.jobId()).history());
        for (LogRow row : job.newRows()) {
            history.add(new StoredLogRow(
                    row.seqNum(),
                    row.status(),
                    row.minorStatus(),
                    row.applicationStatus(),
                    row.orderMillis(),
                    row.source()));
        }
        known.put(job.jobId(), new Known(job.row(), history));
    }
}
