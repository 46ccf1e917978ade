package org.diracgrid.ingest.worker.app;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.worker.config.RetryConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings up what the worker needs, one thing after another. What is down is tried again, with growing random delays,
 * until it answers or the worker is told to stop; what can never work ends the worker. Confined to the calling thread,
 * except {@link #stop}.
 */
final class StartUp {

    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);

    /** So many attempts may fail before an operator hears of it; what takes longer than they do is worth a line. */
    private static final int QUIET_ATTEMPTS = 2;

    private final RetryConfig retry;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread attempting; // guarded by this

    StartUp(RetryConfig retry) {
        this.retry = retry;
    }

    /** Says that another attempt may succeed. */
    static final class NotYetException extends Exception {

        private static final long serialVersionUID = 1L;

        NotYetException(String message, Throwable cause) {
            super(message, cause);
        }

        NotYetException(String message) {
            super(message);
        }
    }

    /** Ends a wait, and an attempt that is under way, from any thread; later attempts are not made. */
    synchronized void stop() {
        stopped.countDown();
        if (attempting != null) {
            attempting.interrupt();
        }
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /**
     * Tries {@code step} until it does not say {@link NotYetException}. A server that is silent may hold a step up for a
     * long time, so a stop interrupts it.
     *
     * @param what is being waited for, as the beginning of a sentence
     * @return its result, or empty if the worker was told to stop meanwhile
     */
    <T> Optional<T> await(String what, Callable<T> step) throws Exception {
        var delayMs = retry.initialDelay().toMillis();
        for (int attempt = 1; !isStopped(); attempt++) {
            try {
                return attempt(step);
            } catch (NotYetException e) {
                var waitMs = ThreadLocalRandom.current().nextLong(delayMs / 2, delayMs) + 1;
                LOG.atLevel(attempt > QUIET_ATTEMPTS ? Level.WARN : Level.DEBUG)
                        .log("{} not ready, trying again in {} ms: {}", what, waitMs, e.getMessage());
                LOG.debug("{} not ready", what, e);
                if (stopped.await(waitMs, TimeUnit.MILLISECONDS)) {
                    break;
                }
                delayMs = Math.min(2 * delayMs, retry.maxDelay().toMillis());
            }
        }
        return Optional.empty();
    }

    private <T> Optional<T> attempt(Callable<T> step) throws Exception {
        setAttempting(Thread.currentThread());
        try {
            return isStopped() ? Optional.empty() : Optional.of(step.call());
        } catch (InterruptedException e) {
            if (isStopped()) {
                return Optional.empty();
            }
            throw e;
        } finally {
            setAttempting(null);
            if (isStopped() && Thread.interrupted()) {
                LOG.debug("the stop came too late for the attempt");
            }
        }
    }

    private synchronized void setAttempting(@Nullable Thread thread) {
        attempting = thread;
    }
}
