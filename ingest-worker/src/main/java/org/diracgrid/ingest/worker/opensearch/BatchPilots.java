package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The pilots that the events of one batch are about. Where the database fails for now, those that are not remembered
 * count as not asked for, and no others.
 *
 * <p>Confined to the lane that writes the batch.
 */
final class BatchPilots {

    private final LookUpCache<String, Pilot> cache;
    private final Map<String, Pilot> known = new HashMap<>();
    private @Nullable StoreFailure failure;

    BatchPilots(LookUpCache<String, Pilot> cache) {
        this.cache = cache;
    }

    /**
     * Finds pilots.
     *
     * @return done, also where some are not known because the look-up failed for now; or a failure with a {@link
     *     StoreException} where it cannot succeed
     */
    Future<Void> find(Set<String> stamps) {
        Set<String> unknown = new HashSet<>();
        for (String stamp : stamps) {
            Pilot pilot = cache.get(stamp);
            if (pilot == null) {
                unknown.add(stamp);
            } else {
                known.put(stamp, pilot);
            }
        }
        if (unknown.isEmpty()) {
            return Future.succeededFuture();
        }
        return cache.lookUp(unknown)
                .onSuccess(answer -> {
                    known.putAll(answer.found());
                    failure = answer.failure();
                })
                .mapEmpty();
    }

    /** The pilot of {@code stamp}; null if there is none, or none that is known: see {@link #absent}. */
    @Nullable
    Pilot of(String stamp) {
        return known.get(stamp);
    }

    /** What becomes of an event whose pilot is not known: it waits for the pilot, or for the database. */
    WriteOutcome absent(String stamp) {
        return failure == null
                ? new WriteOutcome.Absent(ReasonCode.PILOT_NOT_FOUND, "pilot " + stamp + " is not in PilotAgents")
                : new WriteOutcome.Failed(failure);
    }
}
