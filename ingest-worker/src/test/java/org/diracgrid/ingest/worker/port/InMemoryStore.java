package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;

/**
 * A store in memory that keeps the port's promises: idempotent by the event's identity, one outcome per request, order
 * kept per job. Knows jobs that were added; {@link #REJECTED_MINOR} as a minor status is refused.
 *
 * <p>Thread-safe: every call holds the one lock (a test may run it under real threads).
 */
public final class InMemoryStore implements StoreWriter {

    /** An update with this minor status can never be stored. */
    public static final String REJECTED_MINOR = "cannot be stored";

    private final Set<Integer> jobs = new HashSet<>();
    private final Set<String> applied = new HashSet<>();
    private final Map<Integer, List<JobStatusEvent>> histories = new HashMap<>();

    public synchronized void addJob(int jobId) {
        jobs.add(jobId);
    }

    /** The events of a job in the order in which they took effect. */
    public synchronized List<JobStatusEvent> historyOf(int jobId) {
        return List.copyOf(histories.getOrDefault(jobId, List.of()));
    }

    public synchronized boolean holds(EventEnvelope envelope) {
        return applied.contains(identity(envelope));
    }

    public synchronized int size() {
        return applied.size();
    }

    @Override
    public synchronized Future<List<WriteOutcome>> write(WriteBatch batch) {
        List<WriteOutcome> outcomes = new ArrayList<>();
        Set<Integer> waiting = new HashSet<>();
        for (WriteRequest request : batch.requests()) {
            JobStatusEvent event = (JobStatusEvent) request.event();
            outcomes.add(waiting.contains(event.jobId()) ? notYet() : apply(event));
            if (outcomes.get(outcomes.size() - 1).kind() == WriteOutcome.Kind.ABSENT) {
                waiting.add(event.jobId());
            }
        }
        return Future.succeededFuture(outcomes);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private WriteOutcome apply(JobStatusEvent event) {
        if (applied.contains(identity(event.envelope()))) {
            return WriteOutcome.Superseded.INSTANCE;
        }
        if (!jobs.contains(event.jobId())) {
            return new WriteOutcome.Absent(ReasonCode.JOB_NOT_FOUND, "job " + event.jobId() + " is unknown");
        }
        for (StatusUpdate update : event.updates()) {
            if (REJECTED_MINOR.equals(update.minorStatus())) {
                return new WriteOutcome.Rejected(ReasonCode.TEXT_TOO_LONG, "minor status is refused");
            }
        }
        applied.add(identity(event.envelope()));
        histories.computeIfAbsent(event.jobId(), job -> new ArrayList<>()).add(event);
        return WriteOutcome.Stored.INSTANCE;
    }

    private static WriteOutcome notYet() {
        return new WriteOutcome.Failed(
                new StoreFailure(Kind.TRANSIENT, "memory", "waits", "an earlier event of the job waits"));
    }

    private static String identity(EventEnvelope envelope) {
        return envelope.source() + ' ' + envelope.id();
    }
}
