package org.diracgrid.ingest.worker.resilience;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreHealth;
import org.diracgrid.ingest.worker.port.StoreProbe;
import org.diracgrid.ingest.worker.port.StoreWriter;

/**
 * Stands between all lanes of a pipeline and their store: nothing is written while the store is down, and never more than
 * a bound at a time.
 *
 * <p>Thread-safe: its parts are.
 */
public final class StoreGuard implements StoreHealth {

    private final String store;
    private final StoreBreaker breaker;
    private final WriteBulkhead bulkhead;

    /**
     * @param store as its failures name it
     * @param probe sends the pings
     * @param clock the current time
     * @param onChange told of every change of the state, on any thread; returns at once
     */
    public StoreGuard(
            String store,
            StoreProbe probe,
            BreakerLimits limits,
            InstantSource clock,
            Consumer<BreakerState> onChange) {
        this.store = store;
        this.breaker = new StoreBreaker(store, probe, limits, clock, onChange);
        this.bulkhead = new WriteBulkhead(store, limits.writesMax());
    }

    @Override
    public BreakerState breaker() {
        return breaker.state();
    }

    @Override
    public long writesEnded() {
        return breaker.passesEnded();
    }

    /** The writer of one lane, guarded; it waits on {@code lane}. */
    public StoreWriter around(StoreWriter writer, LanePause lane) {
        return new GuardedWriter(store, writer, lane, breaker, bulkhead);
    }
}
