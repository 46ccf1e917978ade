package org.diracgrid.ingest.model.lifecycle;

import java.util.List;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * When a job's payload started and ended, microseconds since the epoch; null where it has not. Immutable.
 *
 * <p>DiracX looks at the <em>requested</em> statuses of all updates, refused and late ones too.
 */
record ExecutionTimes(@Nullable Long startMicros, @Nullable Long endMicros) {

    /**
     * These times after {@code updates}: what is set stays.
     *
     * @param updates ascending by time
     * @param statusBefore status before the first update, that updates without a status inherit. DiracX passes an empty
     *     history, which makes this null; DIRAC passes the real one.
     */
    ExecutionTimes after(List<StatusUpdate> updates, @Nullable JobStatus statusBefore) {
        Long start = startMicros;
        Long end = endMicros;
        JobStatus status = statusBefore;
        for (var update : updates) {
            status = update.status() == null ? status : update.status();
            if (start == null && status == JobStatus.RUNNING) {
                start = update.timeMicros();
            } else if (end == null && status != null && status.endsExecution()) {
                end = update.timeMicros();
            }
        }
        return new ExecutionTimes(start, end);
    }

    /**
     * Whether an update that requested {@code status} can have been applied to a job with these times: even a refused one
     * would have set the start or the end.
     */
    boolean admit(@Nullable JobStatus status) {
        if (status == JobStatus.RUNNING) {
            return startMicros != null;
        }
        return status == null || !status.endsExecution() || endMicros != null;
    }
}
