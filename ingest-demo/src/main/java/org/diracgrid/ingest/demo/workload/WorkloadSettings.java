package org.diracgrid.ingest.demo.workload;

import java.time.Instant;

/**
 * What decides a workload.
 *
 * @param jobs how many jobs, 1 or more
 * @param seed everything random comes from it
 * @param start when the first job was submitted; not later than the clock of the database
 */
public record WorkloadSettings(int jobs, long seed, Instant start) {

    /** A fixed past, so that a seed alone gives the same bytes on any day. */
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    public static WorkloadSettings of(int jobs, long seed) {
        return new WorkloadSettings(jobs, seed, START);
    }

    public WorkloadSettings {
        if (jobs < 1) {
            throw new IllegalArgumentException("jobs is " + jobs + ", allowed is 1 or more");
        }
    }
}
