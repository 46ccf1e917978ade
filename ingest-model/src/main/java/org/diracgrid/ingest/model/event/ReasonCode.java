package org.diracgrid.ingest.model.event;

/** Why an event was rejected; the name is what the dead letter's {@code ingest.error.reason} header carries. */
public enum ReasonCode {
    ENVELOPE_MISSING,
    ENVELOPE_VERSION,
    ENVELOPE_TIME,
    TOO_LARGE,
    BAD_JSON,
    DUPLICATE_KEY,
    NOT_FINITE,
    UNKNOWN_TYPE,
    MISSING_FIELD,
    BAD_TYPE,
    UNKNOWN_FIELD,
    RESERVED_FIELD,
    BAD_ENUM,
    OUT_OF_RANGE,
    TEXT_TOO_LONG,
    UNENCODABLE,
    NAIVE_TIMESTAMP,
    BAD_TIMESTAMP,
    KEY_MISMATCH,
    JOB_NOT_FOUND,
    NO_LOGGING_HISTORY,
    UNKNOWN_CURRENT_STATUS,
    SCOUTING_REFUSED,
    BAD_VO,
    OS_REJECTED_DOCUMENT,
    STORE_REJECTED
}
