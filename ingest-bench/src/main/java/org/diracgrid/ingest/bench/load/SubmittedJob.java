package org.diracgrid.ingest.bench.load;

import java.time.Instant;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;

/** A job before its first event, as DiracX submits it. Immutable. */
public record SubmittedJob(int jobId, String vo, Instant time) {

    private static final String STATUS = "Received";
    private static final String MINOR_STATUS = "Job accepted";
    private static final String APPLICATION_STATUS = "Unknown";

    /** What the rules need to know of its row in {@code Jobs}. */
    public JobRow row() {
        return new JobRow(jobId, vo, STATUS, MINOR_STATUS, APPLICATION_STATUS, null, null, null);
    }

    /** Its row in {@code LoggingInfo}. */
    public StoredLogRow logRow() {
        long order = StatusTimeOrder.toMillis(time.getEpochSecond() * 1_000_000);
        return new StoredLogRow(1, STATUS, MINOR_STATUS, APPLICATION_STATUS, order, "JobManager");
    }
}
