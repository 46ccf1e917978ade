package org.diracgrid.ingest.oracle;

/**
 * What the databases around DiracX decide about a result.
 *
 * @param column type of {@code LoggingInfo.StatusTimeOrder}
 * @param rounding what the server does with the microseconds of a time
 * @param offsets what happens to an update whose time is not given in UTC
 * @param monotonicHeartbeats whether HeartBeatTime never goes back through a heartbeat, the worker's default
 */
public record OracleSettings(TimeColumn column, Rounding rounding, Offsets offsets, boolean monotonicHeartbeats) {

    /** HeartBeatTime as DiracX sets it. */
    public OracleSettings(TimeColumn column, Rounding rounding, Offsets offsets) {
        this(column, rounding, offsets, false);
    }

    /** How the server fits a time into {@code DATETIME}, which holds whole seconds. */
    public enum Rounding {
        /** MariaDB. */
        TRUNCATE,
        /** MySQL. */
        HALF_UP
    }

    /** The fate of a time with an offset other than zero. */
    public enum Offsets {
        /** Taken as the same moment in UTC, the worker's default. */
        CONVERT,
        /** The call fails, as DiracX's does. */
        REJECT
    }

    /** DiracX's own schema on MariaDB, with the worker's defaults. */
    public static OracleSettings mariaDb(TimeColumn column) {
        return new OracleSettings(column, Rounding.TRUNCATE, Offsets.CONVERT, true);
    }
}
