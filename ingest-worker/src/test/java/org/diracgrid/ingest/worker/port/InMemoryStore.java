package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;

/**
 * A store in memory that keeps the port's promises: one outcome per request, order kept per job. Status events are known
 * again by their identity; metadata and heartbeats without measures leave no trace and set their columns whenever they come.
 * Knows jobs that were added; {@link #REJECTED_MINOR} as a minor status is refused, and so is, unless it is forced, a status
 * event of a job whose status is none.
 *
 * <p>Thread-safe: every call holds the one lock (a test may run it under real threads).
 */
public final class InMemoryStore implements StoreWriter {

    /** An update with this minor status can never be stored. */
    public static final String REJECTED_MINOR = "cannot be stored";

    private final Set<Integer> jobs = new HashSet<>();
    private final Set<String> applied = new HashSet<>();
    private final Map<Integer, List<JobStatusEvent>> histories = new HashMap<>();
    private final Map<Integer, Map<JobAttribute, Object>> columns = new HashMap<>();

    public synchronized void addJob(int jobId) {
        jobs.add(jobId);
    }

    /** The status events of a job in the order in which they took effect. */
    public synchronized List<JobStatusEvent> historyOf(int jobId) {
        return List.copyOf(histories.getOrDefault(jobId, List.of()));
    }

    /** What the events of a job have set. */
    public synchronized Map<JobAttribute, Object> columnsOf(int jobId) {
        return Map.copyOf(columns.getOrDefault(jobId, Map.of()));
    }

    /** Whether the event was applied at some time, which the store itself makes use of for status events only. */
    public synchronized boolean holds(EventEnvelope envelope) {
        return applied.contains(identity(envelope));
    }

    public synchronized int size() {
        return applied.size();
    }

    @Override
    public synchronized Future<List<WriteOutcome>> write(WriteBatch batch) {
        if (!batch.leave().isGiven()) {
            return Future.failedFuture(WriteLeave.refused());
        }
        List<WriteOutcome> outcomes = new ArrayList<>();
        Map<String, WriteOutcome> behind = new HashMap<>();
        for (WriteRequest request : batch.requests()) {
            IngestEvent event = request.event();
            WriteOutcome put = behind.get(event.key());
            WriteOutcome outcome = put == null ? apply(event) : put;
            outcomes.add(outcome);
            if (outcome.kind() == WriteOutcome.Kind.ABSENT) {
                behind.putIfAbsent(event.key(), notYet());
            } else if (outcome.kind() == WriteOutcome.Kind.REJECTED) {
                behind.putIfAbsent(event.key(), WriteOutcome.Deferred.INSTANCE);
            }
        }
        return Future.succeededFuture(outcomes);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private WriteOutcome apply(IngestEvent event) {
        int jobId = Integer.parseInt(event.key());
        boolean leavesTrace = event instanceof JobStatusEvent;
        if (leavesTrace && applied.contains(identity(event.envelope()))) {
            return WriteOutcome.Superseded.INSTANCE;
        }
        if (!jobs.contains(jobId)) {
            return new WriteOutcome.Absent(ReasonCode.JOB_NOT_FOUND, "job " + jobId + " is unknown");
        }
        Map<JobAttribute, Object> row = columns.computeIfAbsent(jobId, job -> new HashMap<>());
        switch (event.kind()) {
            case JOB_STATUS -> {
                JobStatusEvent status = (JobStatusEvent) event;
                ReasonCode problem = problem(status, row);
                if (problem != null) {
                    return new WriteOutcome.Rejected(problem, "refused");
                }
                histories.computeIfAbsent(jobId, job -> new ArrayList<>()).add(status);
                row.putAll(status.additionalAttributes());
                status.updates().forEach(update -> set(update, row));
            }
            case JOB_HEARTBEAT -> row.put(JobAttribute.HEART_BEAT_TIME, ((JobHeartbeatEvent) event).timeMicros());
            case JOB_METADATA -> row.putAll(((JobMetadataEvent) event).attributes());
            case JOB_STATUS_APPLIED -> throw new IllegalArgumentException("not for this store");
        }
        applied.add(identity(event.envelope()));
        return WriteOutcome.Stored.INSTANCE;
    }

    private static ReasonCode problem(JobStatusEvent event, Map<JobAttribute, Object> row) {
        for (StatusUpdate update : event.updates()) {
            if (REJECTED_MINOR.equals(update.minorStatus())) {
                return ReasonCode.TEXT_TOO_LONG;
            }
        }
        String status = (String) row.getOrDefault(JobAttribute.STATUS, JobStatus.RUNNING.text());
        return JobStatus.of(status) == null && !event.force() ? ReasonCode.UNKNOWN_CURRENT_STATUS : null;
    }

    private static void set(StatusUpdate update, Map<JobAttribute, Object> row) {
        if (update.status() != null) {
            row.put(JobAttribute.STATUS, update.status().text());
        }
        if (update.minorStatus() != null) {
            row.put(JobAttribute.MINOR_STATUS, update.minorStatus());
        }
    }

    private static WriteOutcome notYet() {
        return new WriteOutcome.Failed(
                new StoreFailure(Kind.TRANSIENT, "memory", "waits", "an earlier event of the job waits"));
    }

    private static String identity(EventEnvelope envelope) {
        return envelope.source() + ' ' + envelope.id();
    }
}
