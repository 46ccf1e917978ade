package org.diracgrid.ingest.bench;

import java.time.Duration;

/**
 * What one run of the worker did and what it cost, from the start of its process to the end of it.
 *
 * @param name what the run is called in the table
 * @param lines it has read, those that were sent again included
 * @param bytes it has read, values alone
 * @param took by the clock on the wall
 * @param workerCpu processor time of its process, user and system
 * @param openSearchCpu processor time of OpenSearch in that time
 */
record MeasuredRun(String name, long lines, long bytes, Duration took, Duration workerCpu, Duration openSearchCpu) {

    double seconds() {
        return took.toNanos() / 1e9;
    }

    double linesPerSecond() {
        return lines / seconds();
    }

    double megabytesPerSecond() {
        return bytes / 1e6 / seconds();
    }

    double workerMicrosPerLine() {
        return workerCpu.toNanos() / 1e3 / lines;
    }

    double openSearchMicrosPerLine() {
        return openSearchCpu.toNanos() / 1e3 / lines;
    }

    /** What this run did beyond a shorter one: what starting costs is in both, and so in neither any more. */
    MeasuredRun beyond(MeasuredRun shorter, String newName) {
        return new MeasuredRun(
                newName,
                lines - shorter.lines,
                bytes - shorter.bytes,
                took.minus(shorter.took),
                workerCpu.minus(shorter.workerCpu),
                openSearchCpu.minus(shorter.openSearchCpu));
    }
}
