package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.diracgrid.ingest.worker.pipeline.Liveness.Backlog;
import org.diracgrid.ingest.worker.pipeline.Liveness.State;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.junit.jupiter.api.Test;

/** A pipeline that waits for its store, for Kafka or for work lives; one that has work and rests for too long does not. */
class LivenessTest {

    private static final long STUCK_AFTER_MS = 300_000;

    private final Liveness liveness = new Liveness(STUCK_AFTER_MS);
    private long nowMs = 1_000;
    private BreakerState breaker = BreakerState.CLOSED;
    private long signs;
    private int inFlight;
    private Backlog backlog = Backlog.NONE;
    private int questions;

    @Test
    void somethingInFlightThatNeverMovesIsStuck() {
        inFlight = 3;

        assertThat(lookFor(STUCK_AFTER_MS - 1_000)).isEqualTo(State.WORKING);
        assertThat(questions).as("Kafka is not asked in time of peace").isZero();
        assertThat(lookFor(1_000)).isEqualTo(State.STUCK);
    }

    @Test
    void aBacklogThatIsNeverFetchedIsStuck() {
        backlog = Backlog.SOME;

        assertThat(lookFor(STUCK_AFTER_MS - 1_000)).isEqualTo(State.IDLE);
        assertThat(lookFor(1_000)).isEqualTo(State.STUCK);
    }

    @Test
    void anySignOfLifeBeginsTheCountAnew() {
        inFlight = 3;

        for (int i = 0; i < 10; i++) {
            assertThat(lookFor(STUCK_AFTER_MS - 2_000)).isEqualTo(State.WORKING);
            signs++;
            assertThat(lookFor(1_000)).isEqualTo(State.WORKING);
        }
    }

    @Test
    void aStoreThatIsDownIsWaitedForAndTheCountBeginsWhenItIsUp() {
        inFlight = 3;
        breaker = BreakerState.OPEN;
        assertThat(lookFor(100 * STUCK_AFTER_MS)).isEqualTo(State.STORE_DOWN);
        breaker = BreakerState.HALF_OPEN;
        assertThat(lookFor(STUCK_AFTER_MS)).isEqualTo(State.STORE_DOWN);

        breaker = BreakerState.CLOSED;

        assertThat(lookFor(STUCK_AFTER_MS - 1_000)).isEqualTo(State.WORKING);
        assertThat(lookFor(2_000)).isEqualTo(State.STUCK);
    }

    @Test
    void anEmptyTopicIsNoReasonToEnd() {
        assertThat(lookFor(10 * STUCK_AFTER_MS)).isEqualTo(State.IDLE);
        assertThat(questions).isBetween(9, 10);
    }

    @Test
    void aBrokerThatIsAwayIsWaitedFor() {
        inFlight = 3;
        backlog = Backlog.UNKNOWN;

        assertThat(lookFor(10 * STUCK_AFTER_MS)).isEqualTo(State.WORKING);
    }

    @Test
    void aClockThatJumpsOrAMachineThatSleepsProvesNothing() {
        inFlight = 3;
        lookFor(10_000);

        nowMs += 100 * STUCK_AFTER_MS;
        assertThat(look()).isEqualTo(State.WORKING);
        nowMs -= 200 * STUCK_AFTER_MS;
        assertThat(look()).isEqualTo(State.WORKING);
    }

    /** Looks every second for so long. */
    private State lookFor(long ms) {
        State state = look();
        for (long passed = 0; passed < ms; passed += 1_000) {
            nowMs += 1_000;
            state = look();
        }
        return state;
    }

    private State look() {
        return liveness.look(nowMs, breaker, signs, inFlight, () -> {
            questions++;
            return backlog;
        });
    }
}
