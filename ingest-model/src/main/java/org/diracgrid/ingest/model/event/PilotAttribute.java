package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of {@code PilotAgents} that an event may change, with what they hold. The order is the table's own. */
public enum PilotAttribute {
    CURRENT_JOB_ID("CurrentJobID", Type.INTEGER, 0),
    DESTINATION_SITE("DestinationSite", Type.TEXT, 128),
    QUEUE("Queue", Type.TEXT, 128),
    GRID_SITE("GridSite", Type.TEXT, 128),
    GRID_TYPE("GridType", Type.TEXT, 32),
    BENCHMARK("BenchMark", Type.DOUBLE, 0),
    STATUS("Status", Type.STATUS, 0),
    STATUS_REASON("StatusReason", Type.TEXT, 255),
    ACCOUNTING_SENT("AccountingSent", Type.FLAG, 0);

    /** What a column holds, and as which Java type a value of it travels. */
    public enum Type {
        /** {@link String}, up to {@link PilotAttribute#charactersMax} characters. */
        TEXT,
        /** {@link String}, one of {@link PilotStatus}. */
        STATUS,
        /** {@link Integer}. */
        INTEGER,
        /** {@link Double}, finite. */
        DOUBLE,
        /** {@link String}: {@code True} or {@code False}. */
        FLAG
    }

    private static final Map<String, PilotAttribute> BY_COLUMN =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PilotAttribute::column, Function.identity()));

    private final String column;
    private final Type type;
    private final int charactersMax;

    PilotAttribute(String column, Type type, int charactersMax) {
        this.column = column;
        this.type = type;
        this.charactersMax = charactersMax;
    }

    /** Name of the column, which is also the name in events. */
    public String column() {
        return column;
    }

    public Type type() {
        return type;
    }

    /** Most characters (code points) of a {@link Type#TEXT}; 0 for the other types. */
    public int charactersMax() {
        return charactersMax;
    }

    /** The attribute of that column, case-sensitive; null if no event may change it. */
    public static @Nullable PilotAttribute of(String column) {
        return BY_COLUMN.get(column);
    }
}
