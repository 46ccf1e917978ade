package org.diracgrid.ingest.worker.opensearch;

/** Says that DiracX would not take a search either: an unknown field, or an operator that its type does not know. */
public final class InvalidQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidQueryException(String message) {
        super(message);
    }
}
