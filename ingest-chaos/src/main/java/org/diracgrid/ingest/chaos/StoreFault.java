package org.diracgrid.ingest.chaos;

import java.time.Duration;
import org.diracgrid.ingest.devstack.Part;

/**
 * Something that happens to a store for a while.
 *
 * @param store whom it happens to
 * @param name of what happens, for people
 * @param longest it may last
 * @param stalls whether nothing can be stored meanwhile
 * @param begin makes it happen
 * @param goOn is told again and again which share of its time is over, 0 to 1
 * @param end makes it end; returns when the store could answer again
 */
record StoreFault(Part store, String name, Duration longest, boolean stalls, Step begin, Progress goOn, Step end) {

    /** What may fail as servers and networks do. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** What changes while it lasts. */
    @FunctionalInterface
    interface Progress {
        void to(double share);
    }

    private static final Duration ANY = Duration.ofDays(1);

    /** One that stays the same while it lasts. */
    static StoreFault of(Part store, String name, Step begin, Step end) {
        return new StoreFault(store, name, ANY, true, begin, share -> {}, end);
    }

    StoreFault atMost(Duration duration) {
        return new StoreFault(store, name, duration, stalls, begin, goOn, end);
    }

    /** One that grows, and lets something through. */
    StoreFault growing(Progress progress) {
        return new StoreFault(store, name, longest, false, begin, progress, end);
    }

    @Override
    public String toString() {
        return store.name().toLowerCase(java.util.Locale.ROOT) + " " + name;
    }
}
