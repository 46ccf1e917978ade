package org.diracgrid.ingest.worker.port;

import org.jspecify.annotations.Nullable;

/** A whole batch failed; nothing is known about any of its requests. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StoreFailure failure;

    public StoreException(StoreFailure failure, @Nullable Throwable cause) {
        super(failure.store() + ' ' + failure.code() + ": " + failure.message(), cause);
        this.failure = failure;
    }

    public StoreFailure failure() {
        return failure;
    }
}
