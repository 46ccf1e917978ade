package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The members of a pilot's document that have a type; a member of any other name may be any JSON value. */
public enum PilotParameter {
    TIMESTAMP(PilotParametersEvent.TIMESTAMP, JobParameter.Type.TIME),
    CPU_NORMALIZATION_FACTOR("CPUNormalizationFactor", JobParameter.Type.TRUNCATED),
    MODEL_NAME("ModelName", JobParameter.Type.TEXT),
    HOST_NAME("HostName", JobParameter.Type.TEXT),
    GRID_CE("GridCE", JobParameter.Type.TEXT),
    CE_QUEUE("CEQueue", JobParameter.Type.TEXT),
    BATCH_SYSTEM("BatchSystem", JobParameter.Type.TEXT),
    LOCAL_ACCOUNT("LocalAccount", JobParameter.Type.TEXT),
    MEMORY_MB("Memory(MB)", JobParameter.Type.INTEGER),
    NUMBER_OF_PROCESSORS("NumberOfProcessors", JobParameter.Type.INTEGER),
    WALL_CLOCK_TIME_S("WallClockTime(s)", JobParameter.Type.TRUNCATED),
    PILOT_AGENT("PilotAgent", JobParameter.Type.TEXT);

    private static final Map<String, PilotParameter> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PilotParameter::text, Function.identity()));

    private final String text;
    private final JobParameter.Type type;

    PilotParameter(String text, JobParameter.Type type) {
        this.text = text;
        this.type = type;
    }

    /** The name in events and in the document. */
    public String text() {
        return text;
    }

    public JobParameter.Type type() {
        return type;
    }

    /** The parameter of that name, case-sensitive; null if it has no type. */
    public static @Nullable PilotParameter of(String text) {
        return BY_TEXT.get(text);
    }
}
