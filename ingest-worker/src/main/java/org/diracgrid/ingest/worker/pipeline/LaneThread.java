package org.diracgrid.ingest.worker.pipeline;

import java.util.function.Consumer;

/**
 * The one way onto a lane. An exception that a task lets through is a programmer error: it ends the worker instead of
 * leaving a lane silently stuck.
 *
 * <p>Thread-safe for {@link #execute}; everything else on the lane only.
 */
final class LaneThread {

    private final LaneContext context;
    private final Consumer<Throwable> fatal;
    private final OwnerThread owner = new OwnerThread();

    LaneThread(LaneContext context, Consumer<Throwable> fatal) {
        this.context = context;
        this.fatal = fatal;
    }

    void execute(Runnable task) {
        context.execute(() -> run(task));
    }

    long startTimer(long delayMs, Runnable task) {
        return context.startTimer(Math.max(delayMs, 1), () -> run(task));
    }

    void cancelTimer(long timer) {
        context.cancelTimer(timer);
    }

    /** Runs {@code task}, which must already be on the lane: the listener of a future, for example. */
    void run(Runnable task) {
        try {
            owner.check();
            task.run();
        } catch (RuntimeException | Error e) {
            fatal.accept(e);
        }
    }

    void check() {
        owner.check();
    }

    /** Ends the worker. */
    void fail(Throwable cause) {
        fatal.accept(cause);
    }
}
