package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a heartbeat may measure; each becomes a row of {@code HeartBeatLoggingInfo}. The order is DiracX's own. */
public enum HeartbeatMeasure {
    LOAD_AVERAGE("LoadAverage"),
    MEMORY_USED("MemoryUsed"),
    VSIZE("Vsize"),
    AVAILABLE_DISK_SPACE("AvailableDiskSpace"),
    CPU_CONSUMED("CPUConsumed"),
    WALL_CLOCK_TIME("WallClockTime");

    private static final Map<String, HeartbeatMeasure> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(HeartbeatMeasure::text, Function.identity()));

    private final String text;

    HeartbeatMeasure(String text) {
        this.text = text;
    }

    /** The name in events and in the column {@code Name}. */
    public String text() {
        return text;
    }

    /** The measure of that name, case-sensitive; null if there is none. */
    public static @Nullable HeartbeatMeasure of(String text) {
        return BY_TEXT.get(text);
    }
}
