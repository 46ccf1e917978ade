package org.diracgrid.ingest.model.event;

/** Names of the topics and of what belongs to them. */
public final class Topics {

    public static final String JOBS = "diracx.jobs.v1";
    public static final String PILOTS = "diracx.pilots.v1";
    public static final String PILOT_LOGS = "diracx.pilot-logs.v1";
    public static final String JOBS_APPLIED = "diracx.jobs-applied.v1";

    private Topics() {}

    /** The dead-letter topic of {@code topic}. */
    public static String deadLetter(String topic) {
        return topic + ".dlq";
    }
}
