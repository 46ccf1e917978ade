package org.diracgrid.ingest.model.lifecycle;

/** Type of the column {@code LoggingInfo.StatusTimeOrder}, which decides what is read back from it. */
public enum TimeOrderColumn {
    /** DiracX's models: NUMERIC(12,3), read back exactly. */
    NUMERIC,
    /** DIRAC's .sql: DOUBLE(12,3), read back up to one microsecond early. */
    DOUBLE
}
