package org.diracgrid.ingest.worker.app;

import org.jspecify.annotations.Nullable;

/** Ends a command with exit code 1. The message is the one line that the user sees. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        this(message, null);
    }

    public CommandFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
