package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.List;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;

/**
 * A document that was not stored. Immutable.
 *
 * @param id the number of its job or pilot
 * @param failure why; its kind says whether it may be tried again
 */
public record UpsertError(long id, StoreFailure failure) {

    /** Done if there are none; else the failure of the first. */
    static Future<Void> failFirst(List<UpsertError> errors) {
        return errors.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(new StoreException(errors.get(0).failure(), null));
    }
}
