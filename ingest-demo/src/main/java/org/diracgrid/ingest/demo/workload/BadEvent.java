package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Events that no rule can apply, each a good one with one fault. */
enum BadEvent {
    NOT_JSON("BAD_JSON") {
        @Override
        byte[] value(EventWriter writer, ObjectNode data) {
            return EventWriter.utf8("{\"JobID\": 17, \"Updates\": {");
        }
    },
    WRONG_KEY("KEY_MISMATCH") {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.put("JobID", data.get("JobID").intValue() + 1);
        }
    },
    UNKNOWN_TYPE("UNKNOWN_TYPE") {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            headers.put("ce_type", EventWriter.utf8("org.diracgrid.job.weather.v1"));
        }
    },
    NO_ENVELOPE("ENVELOPE_MISSING") {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            headers.clear();
        }
    },
    NAIVE_TIME("NAIVE_TIMESTAMP") {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.putObject("Updates").putObject("2026-06-01 12:00:00.000000").put("Status", "Running");
        }
    },
    UNKNOWN_STATUS("BAD_ENUM") {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.putObject("Updates").putObject("2026-06-01T12:00:00Z").put("Status", "Exploded");
        }
    },
    LONG_TEXT("TEXT_TOO_LONG") {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.putObject("Updates").putObject("2026-06-01T12:00:00Z").put("MinorStatus", "x".repeat(129));
        }
    },
    NO_UPDATES("MISSING_FIELD") {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.remove("Updates");
        }
    },
    UNKNOWN_JOB("JOB_NOT_FOUND") {
        @Override
        int jobId(int goodJobId) {
            return Integer.MAX_VALUE - goodJobId;
        }
    };

    private final String reason;

    BadEvent(String reason) {
        this.reason = reason;
    }

    /** Spoils a copy of a job's event. */
    Emission emission(EventWriter writer, int goodJobId, PlannedEvent event) {
        int jobId = jobId(goodJobId);
        ObjectNode data = writer.data(jobId, event, event.updates());
        Map<String, byte[]> headers = writer.binaryHeaders(writer.attributes(jobId, event));
        spoil(headers, data);
        byte[] key = EventWriter.utf8(Integer.toString(jobId));
        return new Emission(key, value(writer, data), headers, null, Set.of(Phenomenon.BAD), reason);
    }

    int jobId(int goodJobId) {
        return goodJobId;
    }

    void spoil(Map<String, byte[]> headers, ObjectNode data) {}

    byte[] value(EventWriter writer, ObjectNode data) {
        return writer.bytes(data);
    }
}
