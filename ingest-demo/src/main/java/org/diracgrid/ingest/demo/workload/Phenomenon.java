package org.diracgrid.ingest.demo.workload;

/** What can be seen in a workload; every event says which of these it shows. */
public enum Phenomenon {
    /** A sign of life with what was measured. */
    HEARTBEAT,
    /** A sign of life turns a matched or stalled job into a running one. */
    WOKEN,
    /** Columns and parameters. */
    METADATA,
    /** Metadata sets columns that are the state machine's. */
    PAST_THE_MACHINE,
    /** The job ends in Done. */
    DONE,
    /** The job ends in Failed. */
    FAILED,
    /** The job was taken for stalled. */
    STALLED,
    /** A sign of life turned a stalled job into a running one. */
    RECOVERED,
    /** The job was killed. */
    KILLED,
    /** The job was deleted. */
    DELETED,
    /** The job was sent round again, with attributes. */
    RESCHEDULED,
    /** The update is older than what was sent before it. */
    LATE,
    /** The state machine will refuse it. */
    REFUSED,
    /** The state machine is left out. */
    FORCED,
    /** Several updates in one event. */
    SEVERAL_UPDATES,
    /** A job report sent some of its entries before. */
    RESENT_CACHE,
    /** The producer sent the same event twice. */
    DUPLICATE,
    /** Text beyond ASCII, within latin1. */
    NON_ASCII,
    /** Times with an offset other than zero. */
    OTHER_OFFSET,
    /** An empty text, which is not the same as none. */
    EMPTY_TEXT,
    /** CloudEvents binary mode; structured mode otherwise. */
    BINARY,
    /** Cannot be applied; ends as a dead letter. */
    BAD
}
