package org.diracgrid.ingest.worker.pipeline;

import java.time.InstantSource;
import org.diracgrid.ingest.worker.port.WriteLeave;

/**
 * Whether this member may count on its partitions being its own. Who was out of the world for longer than its session, frozen
 * or without CPU, has lost them and wakes up without knowing; then a write that it had begun would undo what their new owner
 * has written since.
 *
 * <pre>
 * certain ── no sign of life for too long ──▶ doubtful ── a commit that began later is taken ──▶ certain
 * </pre>
 *
 * The poll thread gives the signs of life; time tells everybody else, also when that thread is the last to wake up. What
 * counts as proof is a commit, because the group's coordinator takes it from members only. An assignment is none: it may have
 * been on its way for as long as the member was out of the world.
 *
 * <p>Thread-safe: changed by the poll thread only, read by lanes.
 */
final class Membership {

    private final long certainMs;
    private volatile long aliveMs;
    private volatile boolean doubtful;
    private long doubtfulSinceMs;

    /** @param certainMs how long it stays certain without a sign of life; well below the session time-out */
    Membership(long certainMs, long nowMs) {
        this.certainMs = certainMs;
        this.aliveMs = nowMs;
    }

    /** A sign of life. Called by the poll thread, at least as often as it comes round. */
    void look(long nowMs) {
        if (doubtful) {
            return;
        }
        if (isRecent(nowMs)) {
            aliveMs = nowMs;
        } else {
            doubtfulSinceMs = nowMs; // do not reorder: who sees the doubt does not look at the time any more
            doubtful = true;
        }
    }

    /** The coordinator has taken something of this member that was sent at {@code sentMs}. Called by the poll thread. */
    void proven(long sentMs) {
        if (doubtful && sentMs >= doubtfulSinceMs) {
            aliveMs = sentMs;
            doubtful = false;
        }
    }

    /** Whether proof is wanted. */
    boolean isDoubtful() {
        return doubtful;
    }

    /** Called from any thread. */
    boolean isCertain(long nowMs) {
        return !doubtful && isRecent(nowMs);
    }

    /** What lanes may write by; asked from any thread. */
    WriteLeave leave(InstantSource clock) {
        return new WriteLeave() {
            @Override
            public boolean isGiven() {
                return isCertain(clock.millis());
            }

            @Override
            public long untilMs() {
                return aliveMs + certainMs;
            }
        };
    }

    private boolean isRecent(long nowMs) {
        return nowMs - aliveMs < certainMs;
    }
}
