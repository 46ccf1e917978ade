package org.diracgrid.ingest.worker.app;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** Waits for Vert.x on the main thread, which is none of its own. */
final class VertxCalls {

    private VertxCalls() {}

    /**
     * Waits for {@code future}.
     *
     * @throws RuntimeException the failure itself, or a {@link CommandFailedException} around a checked one
     */
    static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CommandFailedException(UserErrors.describe(e.getCause() == null ? e : e.getCause()), e);
        }
    }
}
