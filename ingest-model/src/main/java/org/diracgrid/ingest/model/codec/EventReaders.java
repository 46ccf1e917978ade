package org.diracgrid.ingest.model.codec;

import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;

/** The readers of the data of all kinds of events. Thread-safe: they are. */
final class EventReaders {

    private final JobStatusReader jobStatus;
    private final JobHeartbeatReader jobHeartbeat;
    private final JobMetadataReader jobMetadata;
    private final JobStatusAppliedReader jobStatusApplied;
    private final PilotRegisteredReader pilotRegistered;
    private final PilotMetadataReader pilotMetadata;
    private final PilotJobsAssignedReader pilotJobsAssigned;
    private final PilotOutputReader pilotOutput;
    private final PilotParametersReader pilotParameters;
    private final PilotLogReader pilotLog;

    /** @param onIgnoredMember called for every member that this version does not know; must be thread-safe */
    EventReaders(CodecOptions options, Runnable onIgnoredMember) {
        var timestamps = new Timestamps(options);
        this.jobStatus = new JobStatusReader(options, onIgnoredMember);
        this.jobHeartbeat = new JobHeartbeatReader(timestamps, onIgnoredMember);
        this.jobMetadata = new JobMetadataReader(timestamps, options.metadataStatus(), onIgnoredMember);
        this.jobStatusApplied = new JobStatusAppliedReader(timestamps, onIgnoredMember);
        this.pilotRegistered = new PilotRegisteredReader(timestamps);
        this.pilotMetadata = new PilotMetadataReader(onIgnoredMember);
        this.pilotJobsAssigned = new PilotJobsAssignedReader(timestamps, onIgnoredMember);
        this.pilotOutput = new PilotOutputReader(onIgnoredMember);
        this.pilotParameters = new PilotParametersReader(timestamps, onIgnoredMember);
        this.pilotLog = new PilotLogReader(timestamps, onIgnoredMember);
    }

    /** Reads {@code in}, which is at the start of the data of an event of {@code kind}. */
    IngestEvent read(IngestEvent.Kind kind, JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        return switch (kind) {
            case JOB_STATUS -> jobStatus.read(in, envelope);
            case JOB_HEARTBEAT -> jobHeartbeat.read(in, envelope);
            case JOB_METADATA -> jobMetadata.read(in, envelope);
            case JOB_STATUS_APPLIED -> jobStatusApplied.read(in, envelope);
            case PILOT_REGISTERED -> pilotRegistered.read(in, envelope);
            case PILOT_METADATA -> pilotMetadata.read(in, envelope);
            case PILOT_JOBS_ASSIGNED -> pilotJobsAssigned.read(in, envelope);
            case PILOT_OUTPUT -> pilotOutput.read(in, envelope);
            case PILOT_PARAMETERS -> pilotParameters.read(in, envelope);
            case PILOT_LOG -> pilotLog.read(in, envelope);
        };
    }
}
