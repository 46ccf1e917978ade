package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/**
 * Tells the pilots of stamps: what the name of a pilot's index is made of. Called on a lane's context and answered on it;
 * never blocks.
 */
@FunctionalInterface
public interface PilotDirectory {

    /**
     * Looks stamps up.
     *
     * @param stamps one or more, each 1 … 36 characters
     * @return the pilot of each stamp that exists, by the stamp as it was asked for; where several pilots have it, always
     *     the same one. Or a failure with a {@link org.diracgrid.ingest.worker.port.StoreException} where nothing is known
     *     about any of them
     */
    Future<Map<String, Pilot>> pilotsOf(Set<String> stamps);
}
