package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/** A Vert.x context that a test calls the store on, as a lane would, and waits for the answer, which must come there. */
final class TestLane {

    private static final long ANSWER_LIMIT_SECONDS = 60;

    private final Context context;

    TestLane(Vertx vertx) {
        this.context = vertx.getOrCreateContext();
    }

    /** Calls on the context. */
    <T> Future<T> call(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(unused -> call.get().onComplete(answer));
        return answer.future();
    }

    /** The answer of {@code call}, or the exception it failed with. */
    <T> T get(Supplier<Future<T>> call) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.runOnContext(unused -> call.get().onComplete(done -> {
            if (Vertx.currentContext() != context) {
                answer.completeExceptionally(new AssertionError("answered on another context"));
            } else if (done.succeeded()) {
                answer.complete(done.result());
            } else {
                answer.completeExceptionally(done.cause());
            }
        }));
        try {
            return answer.get(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    List<WriteOutcome> write(StoreWriter writer, IngestEvent... events) throws Exception {
        return get(() -> writer.write(Updates.batch(events)));
    }
}
