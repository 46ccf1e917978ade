package org.diracgrid.ingest.worker.port;

/**
 * Whether what a batch does may still take effect. Asked at the last moment before it does, from any thread: a worker
 * that was out of the world for a while, frozen or without CPU, may have lost its partitions to somebody who has written
 * newer events since.
 */
@FunctionalInterface
public interface WriteLeave {

    /** For who writes on nobody's behalf. */
    WriteLeave ALWAYS = () -> true;

    boolean isGiven();

    /** Until when it holds as far as is known now, milliseconds since the epoch; for what others carry out and nobody can call back. */
    default long untilMs() {
        return Long.MAX_VALUE;
    }

    /** The failure of a batch whose leave is not given: nothing of it was written, and it comes again if it may. */
    static StoreException refused() {
        return new StoreException(
                new StoreFailure(
                        StoreFailure.Kind.TRANSIENT,
                        "kafka",
                        "NO_LEAVE",
                        "the partitions may be somebody else's by now"),
                null);
    }
}
