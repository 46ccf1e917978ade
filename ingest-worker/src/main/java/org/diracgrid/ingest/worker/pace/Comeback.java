package org.diracgrid.ingest.worker.pace;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Spares those who can do without something the time that it takes to fail. After an attempt that took long it is asked aside for a
 * sign of life, and once more whenever somebody looks, one question at a time. Until it answers, nobody tries it.
 *
 * <pre>
 * tried at 0, failed at 2 s   asked aside   … 2.1 s, 3 s, 5 s: still away …   it answers   tried again
 * tried at 0, refused at once   tried again
 * </pre>
 *
 * A refusal at once is an answer, since it costs nobody any time. A process that was frozen takes the time for that of the attempt;
 * it is told better by the first question.
 *
 * <p>Confined to one thread.
 */
public final class Comeback {

    private static final long LONG_MS = 100;

    private final Supplier<? extends Future<?>> signOfLife;
    private final InstantSource clock;
    private boolean away;
    private boolean asking;

    /**
     * @param signOfLife asks; answered on the thread that this object is confined to
     * @param clock the current time
     */
    public Comeback(Supplier<? extends Future<?>> signOfLife, InstantSource clock) {
        this.signOfLife = signOfLife;
        this.clock = clock;
    }

    /** Whether there is no use in trying. */
    public boolean isAwaited() {
        if (away && !asking) {
            ask();
        }
        return away;
    }

    /**
     * An attempt has failed just now.
     *
     * @param startedMs when it began, by the same clock
     */
    public void failed(long startedMs) {
        away = tookLong(startedMs);
        if (away && !asking) {
            ask();
        }
    }

    private void ask() {
        asking = true;
        long startedMs = clock.millis();
        signOfLife.get().onComplete(answer -> {
            asking = false;
            away = answer.failed() && tookLong(startedMs);
        });
    }

    private boolean tookLong(long startedMs) {
        return clock.millis() - startedMs >= LONG_MS;
    }
}
