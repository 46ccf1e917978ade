package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events that no rule can apply, each a good one with one fault. */
enum BadEvent {
    NOT_JSON("BAD_JSON", Good.STATUS) {
        @Override
        byte[] value(EventWriter writer, ObjectNode data) {
            return EventWriter.utf8("{\"JobID\": 17, \"Updates\": {");
        }
    },
    WRONG_KEY("KEY_MISMATCH", Good.STATUS) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.put("JobID", data.get("JobID").intValue() + 1);
        }
    },
    UNKNOWN_TYPE("UNKNOWN_TYPE", Good.STATUS) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            headers.put("ce_type", EventWriter.utf8("org.diracgrid.job.weather.v1"));
        }
    },
    NO_ENVELOPE("ENVELOPE_MISSING", Good.STATUS) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            headers.clear();
        }
    },
    NAIVE_TIME("NAIVE_TIMESTAMP", Good.STATUS) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.putObject("Updates").putObject("2026-06-01 12:00:00.000000").put("Status", "Running");
        }
    },
    UNKNOWN_STATUS("BAD_ENUM", Good.STATUS) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.putObject("Updates").putObject("2026-06-01T12:00:00Z").put("Status", "Exploded");
        }
    },
    LONG_TEXT("TEXT_TOO_LONG", Good.STATUS) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.putObject("Updates").putObject("2026-06-01T12:00:00Z").put("MinorStatus", "x".repeat(129));
        }
    },
    NO_UPDATES("MISSING_FIELD", Good.STATUS) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.remove("Updates");
        }
    },
    UNKNOWN_JOB("JOB_NOT_FOUND", Good.STATUS) {
        @Override
        int jobId(int goodJobId) {
            return Integer.MAX_VALUE - goodJobId;
        }
    },
    UNKNOWN_MEASURE("UNKNOWN_FIELD", Good.HEARTBEAT) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.withObject("/Data").put("Temperature", 21.5);
        }
    },
    INFINITE_MEASURE("NOT_FINITE", Good.HEARTBEAT) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.withObject("/Data").put("LoadAverage", "inf");
        }
    },
    UNKNOWN_JOB_ALIVE("JOB_NOT_FOUND", Good.HEARTBEAT) {
        @Override
        int jobId(int goodJobId) {
            return Integer.MAX_VALUE - goodJobId;
        }
    },
    FRACTION_OF_A_PRIORITY("BAD_TYPE", Good.METADATA) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.withObject("/Metadata").put("UserPriority", "2.5");
        }
    },
    RESERVED_NAME("RESERVED_FIELD", Good.METADATA) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.withObject("/Metadata").put("JobID", 17);
        }
    },
    LONG_SITE("TEXT_TOO_LONG", Good.METADATA) {
        @Override
        void spoil(Map<String, byte[]> headers, ObjectNode data) {
            data.withObject("/Metadata").put("Site", "x".repeat(101));
        }
    },
    PARAMETERS_OF_AN_UNKNOWN_JOB("JOB_NOT_FOUND", Good.METADATA) {
        @Override
        int jobId(int goodJobId) {
            return Integer.MAX_VALUE - goodJobId;
        }
    };

    /** What there is to spoil. */
    private enum Good {
        STATUS {
            @Override
            Content content(long micros) {
                return new Content.Statuses(
                        List.of(new Update(micros, "Running", "Application", null, "JobWrapper")), false, Map.of());
            }
        },
        HEARTBEAT {
            @Override
            Content content(long micros) {
                return new Content.Heartbeat(micros, Map.of("LoadAverage", 1.5), "the last line");
            }
        },
        METADATA {
            @Override
            Content content(long micros) {
                return new Content.Metadata(micros, Map.of("Site", "LCG.CERN.cern", "HostName", "wn1.example.org"));
            }
        };

        abstract Content content(long micros);
    }

    private final String reason;
    private final Good good;

    BadEvent(String reason, Good good) {
        this.reason = reason;
        this.good = good;
    }

    /** Spoils an event about {@code goodJobId}, sent at {@code micros}. */
    Emission emission(EventWriter writer, int goodJobId, long micros) {
        int jobId = jobId(goodJobId);
        Content content = good.content(micros);
        ObjectNode data = writer.data(jobId, content, ZoneOffset.UTC);
        PlannedEvent event = new PlannedEvent(micros, content, null, Set.of());
        Map<String, byte[]> headers = writer.binaryHeaders(writer.attributes(jobId, event));
        spoil(headers, data);
        byte[] key = EventWriter.utf8(Integer.toString(jobId));
        return new Emission(
                key, value(writer, data), headers, null, Set.of(Phenomenon.BAD), reason, documentFault(headers));
    }

    /** What says by its headers that it is a status is not looked at for a document. */
    private @Nullable String documentFault(Map<String, byte[]> headers) {
        byte[] type = headers.get("ce_type");
        return type != null
                        && Arrays.equals(
                                type, EventWriter.utf8(Good.STATUS.content(0).type()))
                ? null
                : reason;
    }

    int jobId(int goodJobId) {
        return goodJobId;
    }

    void spoil(Map<String, byte[]> headers, ObjectNode data) {}

    byte[] value(EventWriter writer, ObjectNode data) {
        return writer.bytes(data);
    }
}
