package org.diracgrid.ingest.oracle;

/** A call that DiracX ends with an exception: everything it did is rolled back. */
final class FailedCallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String exceptionClass;
    private final String reason;

    /**
     * @param exceptionClass the exception of DiracX
     * @param reason the code under which the worker parks such an event
     */
    FailedCallException(String exceptionClass, String reason, String message) {
        super(message);
        this.exceptionClass = exceptionClass;
        this.reason = reason;
    }

    String exceptionClass() {
        return exceptionClass;
    }

    String reason() {
        return reason;
    }
}
