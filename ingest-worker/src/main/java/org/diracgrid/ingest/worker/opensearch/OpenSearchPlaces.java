package org.diracgrid.ingest.worker.opensearch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the databases are: on one OpenSearch as a rule, but each may have its own. Immutable.
 *
 * @param jobParameters of {@code DIRACX_OS_DB_JOBPARAMETERSDB}
 * @param pilotParameters of {@code DIRACX_OS_DB_PILOTPARAMETERSDB}; null where there is none, so that there is nothing of
 *     pilots' parameters to store
 * @param pilotLogs of {@code DIRACX_OS_DB_PILOTLOGSDB}; the same
 */
public record OpenSearchPlaces(
        OpenSearchSettings jobParameters,
        @Nullable OpenSearchSettings pilotParameters,
        @Nullable OpenSearchSettings pilotLogs) {

    /** Without pilots. */
    public static OpenSearchPlaces ofJobs(OpenSearchSettings jobParameters) {
        return new OpenSearchPlaces(jobParameters, null, null);
    }

    /** Whether something of pilots is stored. */
    public boolean havePilots() {
        return pilotParameters != null || pilotLogs != null;
    }

    /** Each that there is, once. */
    public List<OpenSearchSettings> distinct() {
        List<OpenSearchSettings> all = new ArrayList<>();
        all.add(jobParameters);
        if (pilotParameters != null) {
            all.add(pilotParameters);
        }
        if (pilotLogs != null) {
            all.add(pilotLogs);
        }
        return all.stream().distinct().toList();
    }
}
