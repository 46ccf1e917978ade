package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One decoded and valid event. Immutable. */
public sealed interface IngestEvent
        permits JobStatusEvent,
                JobHeartbeatEvent,
                JobMetadataEvent,
                JobStatusAppliedEvent,
                PilotRegisteredEvent,
                PilotMetadataEvent,
                PilotJobsAssignedEvent,
                PilotOutputEvent,
                PilotParametersEvent,
                PilotLogEvent {

    /** The kinds of events; switch over it without {@code default}, so that a new kind breaks the build. */
    enum Kind {
        JOB_STATUS(JobStatusEvent.TYPE, Topics.JOBS),
        JOB_HEARTBEAT(JobHeartbeatEvent.TYPE, Topics.JOBS),
        JOB_METADATA(JobMetadataEvent.TYPE, Topics.JOBS),
        JOB_STATUS_APPLIED(JobStatusAppliedEvent.TYPE, Topics.JOBS_APPLIED),
        PILOT_REGISTERED(PilotRegisteredEvent.TYPE, Topics.PILOTS),
        PILOT_METADATA(PilotMetadataEvent.TYPE, Topics.PILOTS),
        PILOT_JOBS_ASSIGNED(PilotJobsAssignedEvent.TYPE, Topics.PILOTS),
        PILOT_OUTPUT(PilotOutputEvent.TYPE, Topics.PILOTS),
        PILOT_PARAMETERS(PilotParametersEvent.TYPE, Topics.PILOTS),
        PILOT_LOG(PilotLogEvent.TYPE, Topics.PILOT_LOGS);

        private static final Map<String, Kind> BY_TYPE =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Kind::type, Function.identity()));

        private final String type;
        private final String topic;

        Kind(String type, String topic) {
            this.type = type;
            this.topic = topic;
        }

        /** The CloudEvents {@code type} of the kind. */
        public String type() {
            return type;
        }

        /** The topic that carries the kind. */
        public String topic() {
            return topic;
        }

        /** The kind of that CloudEvents {@code type}; null if it is not known here. */
        public static @Nullable Kind of(String type) {
            return BY_TYPE.get(type);
        }
    }

    Kind kind();

    EventEnvelope envelope();

    /** The record key that keeps the event in order with all others of the same job or pilot. */
    String key();
}
