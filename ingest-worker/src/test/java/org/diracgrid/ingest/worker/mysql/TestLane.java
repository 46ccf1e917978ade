package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/** A Vert.x context that a test calls the store on, as a lane would, and waits for the answer. */
final class TestLane {

    private static final long ANSWER_LIMIT_SECONDS = 120;

    private final Context context;

    TestLane(Vertx vertx) {
        this.context = vertx.getOrCreateContext();
    }

    /** The answer of {@code call}, or the exception it failed with. */
    <T> T get(Supplier<Future<T>> call) throws Exception {
        try {
            return start(call).get(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + ANSWER_LIMIT_SECONDS + " s", e);
        }
    }

    <T> CompletableFuture<T> start(Supplier<Future<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.runOnContext(unused -> call.get().onComplete(done -> {
            if (done.succeeded()) {
                answer.complete(done.result());
            } else {
                answer.completeExceptionally(done.cause());
            }
        }));
        return answer;
    }

    List<WriteOutcome> write(StoreWriter writer, List<? extends IngestEvent> events) throws Exception {
        return get(() -> writer.write(batch(events)));
    }

    /** Writes as a pipeline does: what is deferred comes again, in its order, when what was rejected is settled. */
    List<WriteOutcome> writeAll(StoreWriter writer, List<? extends IngestEvent> events) throws Exception {
        List<WriteOutcome> outcomes = new ArrayList<>(write(writer, events));
        List<Integer> deferred = new ArrayList<>();
        List<IngestEvent> comeAgain = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).kind() == WriteOutcome.Kind.DEFERRED) {
                deferred.add(i);
                comeAgain.add(events.get(i));
            }
        }
        if (!deferred.isEmpty()) {
            List<WriteOutcome> again = writeAll(writer, comeAgain);
            for (int i = 0; i < again.size(); i++) {
                outcomes.set(deferred.get(i), again.get(i));
            }
        }
        return outcomes;
    }

    /** The failure that the write must end with. */
    StoreException failure(StoreWriter writer, List<? extends IngestEvent> events) throws Exception {
        try {
            write(writer, events);
        } catch (StoreException e) {
            return e;
        }
        throw new AssertionError("the write succeeded");
    }

    static WriteBatch batch(List<? extends IngestEvent> events) {
        return new WriteBatch(
                events.stream().map(event -> new WriteRequest(event, 100)).toList());
    }
}
