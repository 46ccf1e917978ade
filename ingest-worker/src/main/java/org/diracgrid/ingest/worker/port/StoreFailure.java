package org.diracgrid.ingest.worker.port;

/**
 * Why an attempt failed, in the terms that decide its fate.
 *
 * @param kind what may be done about it
 * @param store name of the store, for example {@code mysql}
 * @param code the vendor's code, for example {@code 1213}
 * @param message the vendor's message without payload or secret
 */
public record StoreFailure(Kind kind, String store, String code, String message) {

    /** The fates of a failed attempt. */
    public enum Kind {
        /** The same batch may succeed later: retry, never skip. */
        TRANSIENT,
        /** No batch can succeed before an operator acts: stop the worker. */
        FATAL,
        /** Unknown: retry until the deadline, then bisect the batch to find the request that does it. */
        UNCLASSIFIED
    }
}
