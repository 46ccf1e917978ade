package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.diracgrid.ingest.worker.config.TimingConfig;

/**
 * Ends the process where a thread that should come round does not any more. A pipeline that still comes round tells by
 * itself when it is stuck; one that hangs cannot, and neither can it be stopped in good order. Thread-safe.
 */
final class Watchdog implements AutoCloseable {

    private static final long LOOK_INTERVAL_MS = 1_000;

    /** For the commit, leaving the group and closing connections, which come on top of a drain. */
    private static final long MARGIN_MS = 30_000;

    private static final int EXIT_STUCK = 1;

    private final long limitMs;
    private final PrintWriter err;
    private final Runnable end;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer;

    /**
     * @param limitMs how long something may stand still
     * @param end what to do then, once
     */
    Watchdog(long limitMs, PrintWriter err, Runnable end) {
        this.limitMs = limitMs;
        this.err = err;
        this.end = end;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "ingest-watchdog");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** One that ends this process. A poll thread rightly stands still for as long as a drain takes. */
    static Watchdog ofProcess(TimingConfig timing, PrintWriter err) {
        var drainMs =
                Math.max(timing.revokeDrain().toMillis(), timing.stopDrain().toMillis());
        var watchdog = new Watchdog(
                timing.stuckAfter().toMillis() + drainMs + MARGIN_MS,
                err,
                () -> Runtime.getRuntime().halt(EXIT_STUCK)); // an exit would wait for what hangs
        var unused = watchdog.timer.scheduleWithFixedDelay(
                () -> watchdog.look(LOOK_INTERVAL_MS), LOOK_INTERVAL_MS, LOOK_INTERVAL_MS, TimeUnit.MILLISECONDS);
        return watchdog;
    }

    /**
     * Watches something until the watch is ended.
     *
     * @param turns a number that changes as long as it lives; called from the watchdog's thread
     */
    Watch watch(String what, LongSupplier turns) {
        var watch = new Watch(what, turns);
        watches.add(watch);
        return watch;
    }

    /** @param passedMs since the last look, as counted in looks: a machine that slept proves nothing */
    void look(long passedMs) {
        watches.forEach(watch -> watch.count(passedMs));
        var hanging = watches.stream().filter(watch -> watch.stillMs >= limitMs).findFirst();
        if (hanging.isPresent()) {
            watches.clear(); // once
            err.println("ingest: " + hanging.get().what + " has not moved for " + limitMs / 1_000
                    + " s; ending the process at once");
            err.flush();
            end.run();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Something that is watched. Read and written by the watchdog's thread, but for its end. */
    final class Watch {

        private final String what;
        private final LongSupplier turns;
        private long lastTurns = -1;
        private long stillMs;

        private Watch(String what, LongSupplier turns) {
            this.what = what;
            this.turns = turns;
        }

        private void count(long passedMs) {
            var now = turns.getAsLong();
            stillMs = now == lastTurns ? stillMs + passedMs : 0;
            lastTurns = now;
        }

        void end() {
            watches.remove(this);
        }
    }
}
