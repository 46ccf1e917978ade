package org.diracgrid.ingest.devstack;

/** The stack cannot do what was asked. The message is meant for the person who asked and says what to change. */
public final class DevStackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DevStackException(String message) {
        super(message);
    }

    public DevStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
