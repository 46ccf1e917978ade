package org.diracgrid.ingest.oracle;

/**
 * One thing that is not as DiracX would have left it.
 *
 * @param kind what sort of thing
 * @param jobId the job it belongs to
 * @param detail one sentence with what was expected and what was found
 */
public record Difference(Kind kind, int jobId, String detail) {

    /** Sorts of differences. */
    public enum Kind {
        JOB_MISSING,
        JOB_UNEXPECTED,
        JOB_COLUMN,
        LOG_ROW_MISSING,
        LOG_ROW_UNEXPECTED,
        LOG_ROW_DUPLICATE,
        LOG_ORDER,
        COMMAND_MISSING,
        COMMAND_UNEXPECTED,
        TASK_QUEUE,
        HEARTBEAT_MISSING,
        HEARTBEAT_UNEXPECTED,
        HEARTBEAT_VALUE,
        DOCUMENT_MISSING,
        DOCUMENT_UNEXPECTED,
        DOCUMENT_MEMBER
    }

    @Override
    public String toString() {
        return kind + " job " + jobId + ": " + detail;
    }
}
