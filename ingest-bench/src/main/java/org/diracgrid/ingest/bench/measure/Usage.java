package org.diracgrid.ingest.bench.measure;

import java.time.Duration;

/**
 * What was used within a stretch of time. Immutable.
 *
 * @param took by the clock on the wall
 * @param process processor time of the process that is measured, user and system
 * @param mariaDb processor time of MariaDB in that time; zero if it is not looked at
 * @param openSearch the same of OpenSearch
 */
public record Usage(Duration took, Duration process, Duration mariaDb, Duration openSearch) {

    /** Nothing within no time. */
    public static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** What this is more than {@code other}. */
    public Usage minus(Usage other) {
        return new Usage(
                took.minus(other.took),
                process.minus(other.process),
                mariaDb.minus(other.mariaDb),
                openSearch.minus(other.openSearch));
    }
}
