package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/**
 * Tells the VO of jobs: what the name of a job's index is made of. Called on a lane's context and answered on it; never
 * blocks.
 */
@FunctionalInterface
public interface VoDirectory {

    /**
     * Looks jobs up.
     *
     * @param jobIds one or more
     * @return the VO of each job that exists; or a failure with a
     *     {@link org.diracgrid.ingest.worker.port.StoreException} where nothing is known about any of them
     */
    Future<Map<Integer, String>> vosOf(Set<Integer> jobIds);
}
