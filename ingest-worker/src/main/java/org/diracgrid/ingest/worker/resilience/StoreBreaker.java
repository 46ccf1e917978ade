package org.diracgrid.ingest.worker.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreProbe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps writes from a store that is down, for all lanes of a pipeline, and finds out when it is up again.
 *
 * <pre>
 *            enough failures in a row, or one slow one             a ping is answered
 *   CLOSED ──────────────────────────────────────────▶ OPEN ──────────────────────────▶ HALF_OPEN
 *      ▲                                                ▲   (or a write of before is)    │    │
 *      │                                                └───────── the proof fails ──────┘    │
 *      └──────────────────────────── the proof is answered ───────────────────────────────────┘
 * </pre>
 *
 * The proof is one batch of one lane. What a write says that began before the breaker opened says nothing of the time
 * after, unless it was answered. Nothing runs here by itself: lanes that want to write {@linkplain #pingIfDue ask} for the
 * ping, and the first to come when it is due has it sent.
 *
 * <p>Thread-safe: synchronized around Resilience4j's breaker, which does not tell calls apart by when they began. Who
 * waits for news is told outside of it; who hears of changes hears of them inside, in their order.
 */
final class StoreBreaker {

    private static final Logger log = LoggerFactory.getLogger(StoreBreaker.class);

    /** Resilience4j half-opens by itself after a time; here only a ping does that. */
    private static final Duration NEVER = Duration.ofDays(100_000);

    private final String store;
    private final StoreProbe probe;
    private final BreakerLimits limits;
    private final InstantSource clock;
    private final Consumer<BreakerState> onChange;
    private final CircuitBreaker breaker;
    private final News news = new News();
    private final LongAdder passesEnded = new LongAdder();
    private int openings;
    private long openedAtMs;
    private long answeredAtMs = Long.MIN_VALUE;
    private long pingDueMs = Long.MIN_VALUE;

    /**
     * Leave to write once, to be given back to {@link #ended}.
     *
     * @param opening the number of openings before it
     */
    record Pass(int opening, long beganAtMs) {}

    /** @param onChange told of every change of the state, on any thread, in order; returns at once */
    StoreBreaker(
            String store,
            StoreProbe probe,
            BreakerLimits limits,
            InstantSource clock,
            Consumer<BreakerState> onChange) {
        this.store = store;
        this.probe = probe;
        this.limits = limits;
        this.clock = clock;
        this.onChange = onChange;
        this.breaker = CircuitBreaker.of(store, config(limits.failures(), clock));
    }

    private static CircuitBreakerConfig config(int failures, InstantSource clock) {
        return CircuitBreakerConfig.custom()
                .clock(clock.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(time -> time.millis(), TimeUnit.MILLISECONDS)
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                .slowCallDurationThreshold(NEVER) // slow is not down
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(NEVER)
                .writableStackTraceEnabled(false)
                .build();
    }

    BreakerState state() {
        return switch (breaker.getState()) {
            case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
        };
    }

    long passesEnded() {
        return passesEnded.sum();
    }

    /** What lanes that were given no leave wait for; take it before asking for leave. */
    Future<Void> news() {
        return news.next();
    }

    /** Leave to write, or null: not now. */
    synchronized @Nullable Pass tryPass() {
        return breaker.tryAcquirePermission() ? new Pass(openings, clock.millis()) : null;
    }

    /** The write of {@code pass} ended. */
    void ended(Pass pass, Verdict verdict) {
        passesEnded.increment();
        change(() -> judge(pass, verdict));
    }

    private void judge(Pass pass, Verdict verdict) {
        boolean isCurrent = pass.opening() == openings;
        if (verdict == Verdict.ANSWERED) {
            answeredAtMs = clock.millis();
        }
        if (!isCurrent) {
            if (verdict == Verdict.ANSWERED && state() == BreakerState.OPEN) {
                breaker.transitionToHalfOpenState(); // as good as a ping
            }
            return;
        }
        long tookMs = clock.millis() - pass.beganAtMs();
        switch (verdict) {
            case ANSWERED -> breaker.onSuccess(tookMs, TimeUnit.MILLISECONDS);
            case FAILED -> failed(pass, tookMs);
            case FAILED_ELSEWHERE -> {
                if (state() == BreakerState.HALF_OPEN) {
                    breaker.onSuccess(tookMs, TimeUnit.MILLISECONDS); // the ping's word stands
                } else {
                    breaker.releasePermission();
                }
            }
            case UNKNOWN -> breaker.releasePermission();
        }
    }

    private void failed(Pass pass, long tookMs) {
        breaker.onError(tookMs, TimeUnit.MILLISECONDS, new StoreDown());
        boolean isConclusive = tookMs >= limits.slowFailureMs() && answeredAtMs < pass.beganAtMs();
        if (isConclusive && state() == BreakerState.CLOSED) {
            breaker.transitionToOpenState();
        }
    }

    /**
     * Has a ping sent if the breaker is open and it is time for one. Called on a lane's context.
     *
     * @return how long to wait for {@link #news} before asking again
     */
    long pingIfDue() {
        long now = clock.millis();
        synchronized (this) {
            if (state() != BreakerState.OPEN) {
                return limits.pingIntervalMs();
            }
            if (now < pingDueMs) {
                return pingDueMs - now;
            }
            pingDueMs = now + Math.max(StoreProbe.PING_MAX_MS, limits.pingIntervalMs()); // until it is answered
        }
        int opening = openings();
        probe.ping().onComplete(answer -> change(() -> pinged(opening, now, answer)));
        return limits.pingIntervalMs();
    }

    private void pinged(int opening, long sentAtMs, AsyncResult<Void> answer) {
        if (opening != openings || state() != BreakerState.OPEN) {
            return;
        }
        pingDueMs = sentAtMs + limits.pingIntervalMs();
        if (answer.succeeded() || isAnswer(answer.cause())) {
            breaker.transitionToHalfOpenState();
        } else {
            log.debug(
                    "store does not answer the ping: store={} cause={}",
                    store,
                    answer.cause().toString());
        }
    }

    /** A refusal is for a write to find out about: it says what is wrong, and ends the worker if it must. */
    private static boolean isAnswer(Throwable cause) {
        return cause instanceof StoreException e && e.failure().kind() != StoreFailure.Kind.TRANSIENT;
    }

    private synchronized int openings() {
        return openings;
    }

    /** Does something that may change the state, and tells everybody. */
    private void change(Runnable step) {
        BreakerState before;
        BreakerState after;
        synchronized (this) {
            before = state();
            step.run();
            after = state();
            if (before != after) {
                note(before, after);
            }
        }
        news.tell();
    }

    private void note(BreakerState before, BreakerState after) {
        switch (after) {
            case OPEN -> {
                openings++;
                if (before == BreakerState.CLOSED) {
                    openedAtMs = clock.millis();
                    log.warn("store is down, writing nothing: store={}", store);
                }
            }
            case HALF_OPEN -> log.debug("store answers a ping, writing one batch: store={}", store);
            case CLOSED ->
                log.info("store is up, writing again: store={} downMs={}", store, clock.millis() - openedAtMs);
        }
        onChange.accept(after);
    }

    /** What Resilience4j is told: it wants a throwable and looks at none. */
    private static final class StoreDown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoreDown() {
            super("store is down", null, false, false);
        }
    }
}
