package org.diracgrid.ingest.worker.mysql;

import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.StatusUpdate;

/** Short ways to job events. Times are seconds after 2025-06-01T12:00:00.250Z. */
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

    static JobHeartbeatEvent heartbeat(int jobId, int seconds, Map<HeartbeatMeasure, Double> measures) {
        return new JobHeartbeatEvent(
                envelope(JobHeartbeatEvent.TYPE, seconds), jobId, micros(seconds), measures, "the last lines");
    }

    static JobMetadataEvent metadata(int jobId, int seconds, Map<JobAttribute, Object> attributes) {
        return new JobMetadataEvent(envelope(JobMetadataEvent.TYPE, seconds), jobId, attributes, Map.of());
    }

    static JobMetadataEvent parameter(int jobId, int seconds, String name, String value) {
        return new JobMetadataEvent(
                envelope(JobMetadataEvent.TYPE, seconds),
                jobId,
                Map.of(),
                Map.of(name, new JsonText('"' + value + '"')));
    }

    private static EventEnvelope envelope(int seconds) {
        return envelope(JobStatusEvent.TYPE, seconds);
    }

    private static EventEnvelope envelope(String type, int seconds) {
        return new EventEnvelope("id", "/test", type, micros(seconds));
    }
}
