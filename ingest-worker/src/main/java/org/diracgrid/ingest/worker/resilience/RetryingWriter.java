package org.diracgrid.ingest.worker.resilience;

import io.github.resilience4j.core.IntervalFunction;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch again while the store fails, with exponential back-off and full jitter: a delay is drawn between 0 and
 * a bound that doubles with every failure.
 *
 * <pre>
 * TRANSIENT     → again, without end; the budget pauses fetching meanwhile
 * UNCLASSIFIED  → again until there was nothing else up to the deadline, then the failure
 * FATAL         → the failure, at once
 * pause refused → TRANSIENT, at once: the lane has to look at the batch first
 * no leave      → the same
 * </pre>
 *
 * <p>Confined to its lane's context.
 */
public final class RetryingWriter implements StoreWriter {

    private static final Logger log = LoggerFactory.getLogger(RetryingWriter.class);

    /** The bound of delays is reached long before; keeps the interval's arithmetic short. */
    private static final int DOUBLINGS_MAX = 30;

    private final StoreWriter store;
    private final LanePause lane;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final long unclassifiedMs;
    private final IntervalFunction delayBound;

    public RetryingWriter(
            StoreWriter store, LanePause lane, RetryLimits limits, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.lane = lane;
        this.clock = clock;
        this.random = random;
        this.unclassifiedMs = limits.unclassifiedMs();
        this.delayBound = IntervalFunction.ofExponentialBackoff(limits.firstDelayMs(), 2.0, limits.maxDelayMs());
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        Attempts attempts = new Attempts(batch);
        attempts.next();
        return attempts.promise.future();
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }

    private long delayMs(int failures) {
        return random.nextLong(delayBound.apply(Math.min(failures, DOUBLINGS_MAX)) + 1);
    }

    /** One batch's attempts. A loop over one promise: chained futures would grow with the length of an outage. */
    private final class Attempts {

        private final WriteBatch batch;
        private final Promise<List<WriteOutcome>> promise = Promise.promise();
        private int failures;
        private long unclassifiedSinceMs = -1;

        Attempts(WriteBatch batch) {
            this.batch = batch;
        }

        void next() {
            store.write(batch).onComplete(this::answered);
        }

        private void answered(AsyncResult<List<WriteOutcome>> answer) {
            if (answer.succeeded()) {
                if (failures > 0) {
                    log.info("store answers again: failures={}", failures);
                }
                promise.complete(answer.result());
            } else if (answer.cause() instanceof StoreException e
                    && isWorthRetrying(e.failure().kind())) {
                if (batch.leave().isGiven()) {
                    retry(e);
                } else {
                    promise.fail(asTransient(e)); // the lane knows what is still its own
                }
            } else {
                promise.fail(answer.cause());
            }
        }

        /** Takes note of the failure, too. */
        private boolean isWorthRetrying(Kind kind) {
            return switch (kind) {
                case TRANSIENT -> {
                    unclassifiedSinceMs = -1; // there was no chance to find out
                    yield true;
                }
                case FATAL -> false;
                case UNCLASSIFIED -> {
                    long now = clock.millis();
                    unclassifiedSinceMs = unclassifiedSinceMs < 0 ? now : unclassifiedSinceMs;
                    yield now - unclassifiedSinceMs < unclassifiedMs;
                }
            };
        }

        private void retry(StoreException cause) {
            failures++;
            StoreFailure failure = cause.failure();
            if (Integer.bitCount(failures) == 1) { // the 1st, 2nd, 4th, 8th …: an outage must not fill the log
                log.warn(
                        "store fails, trying again: store={} code={} kind={} failures={} message={}",
                        failure.store(),
                        failure.code(),
                        failure.kind(),
                        failures,
                        failure.message());
            }
            lane.pause(delayMs(failures)).onComplete(paused -> {
                if (paused.succeeded()) {
                    next();
                } else {
                    promise.fail(asTransient(cause));
                }
            });
        }

        /** Given up for the lane's sake, not judged. */
        private static StoreException asTransient(StoreException cause) {
            StoreFailure failure = cause.failure();
            return new StoreException(
                    new StoreFailure(Kind.TRANSIENT, failure.store(), failure.code(), failure.message()), cause);
        }
    }
}
