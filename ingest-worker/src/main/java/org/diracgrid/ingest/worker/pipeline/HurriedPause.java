package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.ingest.worker.port.LanePause;

/**
 * The pauses of a lane's writer, which end early once the lane is in a hurry and until it is {@linkplain #calmDown calm}
 * again.
 *
 * <p>Confined to its lane's context.
 */
final class HurriedPause implements LanePause {

    private final LaneThread thread;
    private final Map<Promise<Void>, Long> timers = new LinkedHashMap<>();
    private boolean hurried;

    HurriedPause(LaneThread thread) {
        this.thread = thread;
    }

    @Override
    public Future<Void> pause(long delayMs, Future<?> sooner) {
        thread.check();
        if (hurried) {
            return Future.failedFuture("the lane is in a hurry");
        }
        Promise<Void> end = Promise.promise();
        timers.put(end, thread.startTimer(delayMs, () -> {
            timers.remove(end);
            end.complete();
        }));
        sooner.onComplete(done -> thread.execute(() -> endEarly(end)));
        return end.future();
    }

    /** Ends all pauses by a failure, and those to come. */
    void hurry() {
        thread.check();
        hurried = true;
        Map<Promise<Void>, Long> interrupted = Map.copyOf(timers);
        timers.clear();
        interrupted.forEach((end, timer) -> {
            thread.cancelTimer(timer);
            end.fail("the lane is in a hurry");
        });
    }

    /** Lets pauses take their time again. */
    void calmDown() {
        thread.check();
        hurried = false;
    }

    private void endEarly(Promise<Void> end) {
        Long timer = timers.remove(end);
        if (timer != null) { // else it has ended
            thread.cancelTimer(timer);
            end.complete();
        }
    }
}
