package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code Jobs} that an event may set, with what they hold. The order is the table's own.
 *
 * <p>A value of an attribute is always what its column stores: see {@link Type}.
 */
public enum JobAttribute {
    JOB_TYPE("JobType", Type.TEXT, 32),
    JOB_GROUP("JobGroup", Type.TEXT, 32),
    SITE("Site", Type.TEXT, 100),
    JOB_NAME("JobName", Type.TEXT, 128),
    OWNER("Owner", Type.TEXT, 64),
    OWNER_GROUP("OwnerGroup", Type.TEXT, 128),
    VO("VO", Type.TEXT, 32),
    SUBMISSION_TIME("SubmissionTime", Type.TIME, 0),
    RESCHEDULE_TIME("RescheduleTime", Type.TIME, 0),
    LAST_UPDATE_TIME("LastUpdateTime", Type.TIME, 0),
    START_EXEC_TIME("StartExecTime", Type.TIME, 0),
    HEART_BEAT_TIME("HeartBeatTime", Type.TIME, 0),
    END_EXEC_TIME("EndExecTime", Type.TIME, 0),
    STATUS("Status", Type.TEXT, 32),
    MINOR_STATUS("MinorStatus", Type.TEXT, 128),
    APPLICATION_STATUS("ApplicationStatus", Type.TEXT, 255),
    USER_PRIORITY("UserPriority", Type.INTEGER, 0),
    RESCHEDULE_COUNTER("RescheduleCounter", Type.INTEGER, 0),
    VERIFIED_FLAG("VerifiedFlag", Type.VERIFIED, 0),
    ACCOUNTED_FLAG("AccountedFlag", Type.ACCOUNTED, 0);

    /** What a column holds, and as which Java type a value of it travels. */
    public enum Type {
        /** {@link String}, up to {@link JobAttribute#charactersMax} characters. */
        TEXT,
        /** {@link Long}, microseconds since the epoch, UTC. */
        TIME,
        /** {@link Integer}. */
        INTEGER,
        /** {@link String}: {@code True} or {@code False}. */
        VERIFIED,
        /** {@link String}: {@code True}, {@code False} or {@code Failed}. */
        ACCOUNTED
    }

    private static final Map<String, JobAttribute> BY_COLUMN =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(JobAttribute::column, Function.identity()));

    private final String column;
    private final Type type;
    private final int charactersMax;

    JobAttribute(String column, Type type, int charactersMax) {
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

    /** The attribute of that column, case-sensitive; null if no event may set it. */
    public static @Nullable JobAttribute of(String column) {
        return BY_COLUMN.get(column);
    }
}
