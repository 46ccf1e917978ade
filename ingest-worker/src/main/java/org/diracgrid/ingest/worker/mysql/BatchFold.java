package org.diracgrid.ingest.worker.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.JobStatusFold;
import org.diracgrid.ingest.model.lifecycle.KillCommand;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * The events of one batch, folded per job: rows in, rows out, one outcome per request. No I/O and no clock.
 *
 * <p>A batch of {@code Running, Application, Done} for one job becomes one changed Jobs row and three log rows, exactly
 * as three calls of DiracX would leave them. Confined to the lane that writes the batch.
 */
final class BatchFold {

    /** A request that may still be applied, with every text as the tables keep it. */
    private record Candidate(int index, JobStatusEvent event) {}

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

    private WriteOutcome admit(int index, IngestEvent event, TextRules rules) {
        return switch (event.kind()) {
            case JOB_STATUS -> admit(index, (JobStatusEvent) event, rules);
            case JOB_HEARTBEAT, JOB_METADATA, JOB_STATUS_APPLIED ->
                new WriteOutcome.Rejected(ReasonCode.UNKNOWN_TYPE, "this version does not store events of that type");
        };
    }

    /** {@code Stored} until the fold says otherwise. */
    private WriteOutcome admit(int index, JobStatusEvent event, TextRules rules) {
        try {
            candidates.add(new Candidate(index, rules.fit(event)));
            return WriteOutcome.Stored.INSTANCE;
        } catch (EventRejectedException e) {
            return new WriteOutcome.Rejected(e.reason(), String.valueOf(e.getMessage()));
        }
    }

    /** Jobs that have to be loaded, ascending, each once; empty if there is nothing to ask the database. */
    List<Integer> jobIds() {
        TreeSet<Integer> ids = new TreeSet<>();
        candidates.forEach(candidate -> ids.add(candidate.event().jobId()));
        return List.copyOf(ids);
    }

    /**
     * Applies the events in their order.
     *
     * @param rows the Jobs rows that exist
     * @param histories their log rows; a job without any is missing
     * @param column how the database keeps StatusTimeOrder
     * @param wallMicros the current time, for LastUpdateTime
     */
    void apply(
            Map<Integer, JobRow> rows,
            Map<Integer, List<StoredLogRow>> histories,
            TimeOrderColumn column,
            long wallMicros) {
        rows.forEach((id, row) -> jobs.put(id, new JobState(row, histories.getOrDefault(id, List.of()), column)));
        for (Candidate candidate : candidates) {
            outcomes[candidate.index()] = apply(candidate.event(), wallMicros);
        }
    }

    private WriteOutcome apply(JobStatusEvent event, long wallMicros) {
        JobState job = jobs.get(event.jobId());
        if (job == null) {
            return new WriteOutcome.Absent(ReasonCode.JOB_NOT_FOUND, "job " + event.jobId() + " is not in Jobs");
        }
        FoldOutcome outcome = JobStatusFold.apply(job, event, event.envelope().timeMicros(), wallMicros);
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
        List<LogRow> rows = new ArrayList<>();
        jobs.values().forEach(job -> rows.addAll(job.newRows()));
        return rows;
    }

    /** Kill commands, ascending by job. */
    List<KillCommand> kills() {
        List<KillCommand> kills = new ArrayList<>();
        jobs.values().forEach(job -> kills.addAll(job.kills()));
        return kills;
    }

    /** Jobs that leave their task queue, ascending. */
    List<Integer> killedJobIds() {
        return jobs.values().stream()
                .filter(job -> !job.kills().isEmpty())
                .map(JobState::jobId)
                .toList();
    }
}
