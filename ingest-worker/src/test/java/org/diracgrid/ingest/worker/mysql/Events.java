package org.diracgrid.ingest.worker.mysql;

import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;

/** Short ways to job status events. Times are seconds after 2025-06-01T12:00:00.250Z. */
final class Events {

    private static final long START_MICROS = 1_748_779_200_250_000L;

    private Events() {}

    static long micros(int seconds) {
        return START_MICROS + seconds * 1_000_000L;
    }

    static JobStatusEvent status(int jobId, int seconds, JobStatus status) {
        return event(jobId, seconds, new StatusUpdate(micros(seconds), status, "minor", "application", "JobWrapper"));
    }

    static JobStatusEvent texts(int jobId, int seconds, String minor, String application, String source) {
        return event(jobId, seconds, new StatusUpdate(micros(seconds), null, minor, application, source));
    }

    static JobStatusEvent event(int jobId, int seconds, StatusUpdate... updates) {
        return new JobStatusEvent(envelope(seconds), jobId, List.of(updates), false, Map.of());
    }

    static JobStatusEvent attributes(int jobId, int seconds, Map<JobAttribute, Object> attributes) {
        StatusUpdate update = new StatusUpdate(micros(seconds), null, null, null, "JobManager");
        return new JobStatusEvent(envelope(seconds), jobId, List.of(update), false, attributes);
    }

    private static EventEnvelope envelope(int seconds) {
        return new EventEnvelope("id", "/test", JobStatusEvent.TYPE, micros(seconds));
    }
}
