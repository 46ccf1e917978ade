package org.diracgrid.ingest.worker.port;

/** How a store fares, seen from those who write it. Thread-safe. */
public interface StoreHealth {

    /** Whether the store is believed to be up. */
    BreakerState breaker();

    /** How many writes have ended, well or not: grows as long as somebody gets on with the store. */
    long writesEnded();
}
