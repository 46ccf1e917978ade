package org.diracgrid.ingest.worker.mysql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.lifecycle.AppliedStatus;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.HeartbeatKey;
import org.diracgrid.ingest.model.lifecycle.HeartbeatRow;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.KillCommand;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.diracgrid.ingest.worker.mysql.HeartbeatsTable.StoredKey;
import org.diracgrid.ingest.worker.port.AppliedJob;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * The events of one batch, folded per job: rows in, rows out, one outcome per request. No I/O and no clock.
 *
 * <p>A batch of {@code Running, heartbeat, Application, Done} for one job becomes one changed Jobs row, three log rows and
 * the rows of the heartbeat, exactly as four calls of DiracX would leave them. An event with nothing for these tables, such
 * as one of parameters only, is stored as it is. Confined to the lane that writes the batch.
 */
final class BatchFold {

    /**
     * A request that may still be applied, with every text as the tables keep it.
     *
     * @param isForTables whether there is anything in it for this store
     */
    private record Candidate(int index, int jobId, IngestEvent event, boolean isForTables) {}

    private final WriteOutcome[] outcomes;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<Integer, JobState> jobs = new TreeMap<>();

    /** Takes the requests of {@code batch}; those whose texts the tables cannot hold are rejected here. */
    BatchFold(WriteBatch batch, TextRules rules) {
        List<WriteRequest> requests = batch.requests();
        this.outcomes = new WriteOutcome[requests.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = admit(i, requests.get(i).event(), rules);
        }
    }

    /** {@code Stored} until the fold says otherwise. */
    private WriteOutcome admit(int index, IngestEvent event, TextRules rules) {
        try {
            switch (event.kind()) {
                case JOB_STATUS -> {
                    JobStatusEvent status = rules.fit((JobStatusEvent) event);
                    candidates.add(new Candidate(index, status.jobId(), status, true));
                }
                case JOB_HEARTBEAT ->
                    candidates.add(new Candidate(index, ((JobHeartbeatEvent) event).jobId(), event, true));
                case JOB_METADATA -> {
                    JobMetadataEvent metadata = rules.fit((JobMetadataEvent) event);
                    boolean isForTables = !metadata.attributes().isEmpty();
                    candidates.add(new Candidate(index, metadata.jobId(), metadata, isForTables));
                }
                case JOB_STATUS_APPLIED -> {} // What this store itself has said.
                case PILOT_REGISTERED,
                        PILOT_METADATA,
                        PILOT_JOBS_ASSIGNED,
                        PILOT_OUTPUT,
                        PILOT_PARAMETERS,
                        PILOT_LOG -> {} // See PilotBatch.
            }
            return WriteOutcome.Stored.INSTANCE;
        } catch (EventRejectedException e) {
            return new WriteOutcome.Rejected(e.reason(), String.valueOf(e.getMessage()));
        }
    }

    /** Jobs that have to be loaded, ascending, each once; empty if there is nothing to ask the database. */
    List<Integer> jobIds() {
        TreeSet<Integer> ids = new TreeSet<>();
        candidates.stream().filter(Candidate::isForTables).forEach(candidate -> ids.add(candidate.jobId()));
        return List.copyOf(ids);
    }

    /** Heartbeat rows that have to be looked up, each once: by them a heartbeat is known to have been applied before. */
    List<StoredKey> heartbeatTraces() {
        Set<StoredKey> traces = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            if (candidate.event() instanceof JobHeartbeatEvent heartbeat) {
                HeartbeatKey trace = HeartbeatKey.traceOf(heartbeat);
                if (trace != null) {
                    traces.add(new StoredKey(candidate.jobId(), trace));
                }
            }
        }
        return List.copyOf(traces);
    }

    /**
     * Applies the events in their order; those behind one that its job's state forbids are deferred.
     *
     * @param rows the Jobs rows that exist
     * @param histories their log rows; a job without any is missing
     * @param heartbeats those of {@link #heartbeatTraces()} that are stored, by job
     * @param column how the database keeps StatusTimeOrder
     * @param fold the rules
     * @param wallMicros the current time, for LastUpdateTime
     */
    void apply(
            Map<Integer, JobRow> rows,
            Map<Integer, List<StoredLogRow>> histories,
            Map<Integer, Set<HeartbeatKey>> heartbeats,
            TimeOrderColumn column,
            JobFold fold,
            long wallMicros) {
        rows.forEach((id, row) -> jobs.put(
                id,
                new JobState(
                        row, histories.getOrDefault(id, List.of()), column, heartbeats.getOrDefault(id, Set.of()))));
        Set<Integer> loaded = Set.copyOf(jobIds());
        Set<Integer> rejected = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (rejected.contains(candidate.jobId())) {
                outcomes[candidate.index()] = WriteOutcome.Deferred.INSTANCE;
            } else if (loaded.contains(candidate.jobId())) {
                WriteOutcome outcome = apply(candidate, fold, wallMicros);
                outcomes[candidate.index()] = outcome;
                if (outcome.kind() == WriteOutcome.Kind.REJECTED) {
                    rejected.add(candidate.jobId());
                }
            }
        }
    }

    /**
     * DiracX sets attributes of a job that does not exist without a word; a queue may be ahead of the submission, so here
     * they wait for their job as everything else does; and so does whatever else there is for the same job.
     */
    private WriteOutcome apply(Candidate candidate, JobFold fold, long wallMicros) {
        JobState job = jobs.get(candidate.jobId());
        if (job == null) {
            return new WriteOutcome.Absent(ReasonCode.JOB_NOT_FOUND, "job " + candidate.jobId() + " is not in Jobs");
        }
        FoldOutcome outcome = fold.apply(job, candidate.event(), wallMicros);
        return switch (outcome.kind()) {
            case APPLIED -> WriteOutcome.Stored.INSTANCE;
            case ALREADY_APPLIED -> WriteOutcome.Superseded.INSTANCE;
            case REJECTED -> rejected((FoldOutcome.Rejected) outcome);
        };
    }

    private static WriteOutcome rejected(FoldOutcome.Rejected outcome) {
        return new WriteOutcome.Rejected(outcome.reason(), outcome.detail());
    }

    /** One per request, in their order. */
    List<WriteOutcome> outcomes() {
        return List.of(outcomes);
    }

    /** Jobs with something to write, ascending. */
    List<JobState> changedJobs() {
        return jobs.values().stream().filter(JobState::isChanged).toList();
    }

    /** New log rows, ascending by job and number. */
    List<LogRow> logRows() {
        return ofJobs(job -> job.newRows().stream());
    }

    /** Kill commands, ascending by job. */
    List<KillCommand> kills() {
        return ofJobs(job -> job.kills().stream());
    }

    /** Rows of heartbeats, ascending by job. */
    List<HeartbeatRow> heartbeatRows() {
        return ofJobs(job -> job.heartbeatRows().stream());
    }

    /** Jobs that leave their task queue, ascending. */
    List<Integer> leavingJobIds() {
        return ofJobs(job -> job.leavesTaskQueue() ? Stream.of(job.jobId()) : Stream.empty());
    }

    /** What the change feed is to be told, ascending by job; of events that had been applied before, too. */
    List<AppliedJob> applied() {
        return ofJobs(job -> {
            AppliedStatus status = job.appliedStatus();
            return status == null ? Stream.empty() : Stream.of(new AppliedJob(job.row(), status, job.lastSeqNum()));
        });
    }

    private <T> List<T> ofJobs(Function<JobState, Stream<T>> part) {
        return jobs.values().stream().flatMap(part).toList();
    }
}
