package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of a job's document that have a type; a parameter of any other name may be any JSON value. */
public enum JobParameter {
    TIMESTAMP(JobMetadataEvent.TIMESTAMP, Type.TIME),
    CPU_NORMALIZATION_FACTOR("CPUNormalizationFactor", Type.TRUNCATED),
    NORM_CPU_TIME_S("NormCPUTime(s)", Type.TRUNCATED),
    TOTAL_CPU_TIME_S("TotalCPUTime(s)", Type.TRUNCATED),
    HOST_NAME("HostName", Type.TEXT),
    GRID_CE("GridCE", Type.TEXT),
    MODEL_NAME("ModelName", Type.TEXT),
    PILOT_AGENT("PilotAgent", Type.TEXT),
    PILOT_REFERENCE("Pilot_Reference", Type.TEXT),
    MEMORY_MB("Memory(MB)", Type.INTEGER),
    LOCAL_ACCOUNT("LocalAccount", Type.TEXT),
    PAYLOAD_PID("PayloadPID", Type.INTEGER),
    CE_QUEUE("CEQueue", Type.TEXT),
    BATCH_SYSTEM("BatchSystem", Type.TEXT),
    JOB_STATUS("JobStatus", Type.TEXT);

    /** What a document holds. */
    public enum Type {
        /** A string. */
        TEXT,
        /** An integer of 64 bits. */
        INTEGER,
        /** An integer of 64 bits; a fraction is dropped. */
        TRUNCATED,
        /** A string, a time in UTC such as {@code 2026-06-01T12:00:10.123456+00:00}. */
        TIME
    }

    private static final Map<String, JobParameter> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(JobParameter::text, Function.identity()));

    private final String text;
    private final Type type;

    JobParameter(String text, Type type) {
        this.text = text;
        this.type = type;
    }

    /** The name in events and in the document. */
    public String text() {
        return text;
    }

    public Type type() {
        return type;
    }

    /** The parameter of that name, case-sensitive; null if it has no type. */
    public static @Nullable JobParameter of(String text) {
        return BY_TEXT.get(text);
    }
}
