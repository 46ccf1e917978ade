package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * A lane on a Vert.x event-loop context of its own.
 *
 * <p>Thread-safe: holds nothing but Vert.x's own thread-safe objects.
 */
final class VertxLaneContext implements LaneContext {

    private final Vertx vertx;
    private final Context context;

    VertxLaneContext(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }

    @Override
    public long startTimer(long delayMs, Runnable task) {
        return vertx.setTimer(delayMs, timer -> task.run()); // fires on the event loop of the caller
    }

    @Override
    public void cancelTimer(long timer) {
        vertx.cancelTimer(timer);
    }
}
