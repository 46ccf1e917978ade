package org.diracgrid.ingest.bench.speed;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;

/**
 * Counts what a load of jobs leaves in the stores. No rules are needed: nothing of it is late, refused or sent twice. Confined to
 * one thread.
 */
final class ExpectedJobs {

    private final int firstJob;
    private final JobStatus[] statuses;
    private final BitSet documents = new BitSet();
    private long logRows;
    private long heartbeatRows;

    private ExpectedJobs(int firstJob, int jobs) {
        this.firstJob = firstJob;
        this.statuses = new JobStatus[jobs];
        Arrays.fill(statuses, JobStatus.RECEIVED);
        this.logRows = jobs; // Each job's submission is in its history.
    }

    /** What there is in the end in {@code stores}. */
    static StateCounts of(JobLoad load, int firstJob, List<String> stores) {
        ExpectedJobs expected = new ExpectedJobs(firstJob, load.jobs());
        for (Iterator<Message> messages = load.messages(firstJob); messages.hasNext(); ) {
            expected.add(messages.next().event());
        }
        return expected.total(stores, load.jobs());
    }

    private void add(IngestEvent event) {
        int ordinal = Integer.parseInt(event.key()) - firstJob;
        if (event instanceof JobStatusEvent status) {
            logRows += status.updates().size();
            documents.set(ordinal);
            for (StatusUpdate update : status.updates()) {
                statuses[ordinal] = update.status() == null ? statuses[ordinal] : update.status();
            }
        } else if (event instanceof JobHeartbeatEvent heartbeat) {
            heartbeatRows += heartbeat.measures().size();
            documents.set(ordinal, documents.get(ordinal) || heartbeat.standardOutput() != null);
        } else if (event instanceof JobMetadataEvent metadata) {
            documents.set(
                    ordinal, documents.get(ordinal) || !metadata.parameters().isEmpty());
        }
    }

    private StateCounts total(List<String> stores, int jobs) {
        StateCounts.Counter counter = new StateCounts.Counter();
        if (stores.contains("mysql")) {
            counter.add(StateCounts.LOG_ROWS, logRows);
            counter.add(StateCounts.HEARTBEAT_ROWS, heartbeatRows);
            for (JobStatus status : statuses) {
                counter.add(StateCounts.JOBS + status.text(), 1);
            }
        } else {
            counter.add(StateCounts.LOG_ROWS, jobs);
            counter.add(StateCounts.JOBS + JobStatus.RECEIVED.text(), jobs);
        }
        if (stores.contains("opensearch")) {
            counter.add(StateCounts.JOB_DOCUMENTS, documents.cardinality());
        }
        return counter.total();
    }
}
