package org.diracgrid.ingest.oracle;

/**
 * One thing that is not as DiracX would have left it.
 *
 * @param kind what sort of thing
 * @param subject what it belongs to, such as {@code job 17}
 * @param detail one sentence with what was expected and what was found
 */
public record Difference(Kind kind, String subject, String detail) {

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
        DOCUMENT_MEMBER,
        PILOT_MISSING,
        PILOT_UNEXPECTED,
        PILOT_COLUMN,
        PILOT_JOB_MISSING,
        PILOT_JOB_UNEXPECTED,
        LOG_LINE_MISSING,
        LOG_LINE_UNEXPECTED,
        LOG_LINE_ORDER
    }

    static Difference ofJob(Kind kind, int jobId, String detail) {
        return new Difference(kind, "job " + jobId, detail);
    }

    static Difference ofPilot(Kind kind, String stamp, String detail) {
        return new Difference(kind, "pilot " + stamp, detail);
    }

    /** @param document its {@code index/id}, of which the index begins with what the document is about */
    static Difference of(Kind kind, String document, String detail) {
        String subject = document.substring(0, document.indexOf('_'));
        return new Difference(kind, subject + ' ' + document.substring(document.indexOf('/') + 1), detail);
    }

    @Override
    public String toString() {
        return kind + " " + subject + ": " + detail;
    }
}
