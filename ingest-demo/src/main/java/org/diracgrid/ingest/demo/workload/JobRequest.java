package org.diracgrid.ingest.demo.workload;

import java.time.Instant;

/**
 * A job to be submitted.
 *
 * @param ordinal its place in the workload, from 0
 * @param submitted when
 * @param inTaskQueue whether it waits in a task queue while the workload runs
 */
public record JobRequest(
        int ordinal,
        String vo,
        String owner,
        String ownerGroup,
        String jobType,
        String jobGroup,
        String jobName,
        Instant submitted,
        boolean inTaskQueue) {}
