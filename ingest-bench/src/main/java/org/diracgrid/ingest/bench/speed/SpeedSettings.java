package org.diracgrid.ingest.bench.speed;

import java.nio.file.Path;
import java.util.List;
import org.diracgrid.ingest.bench.load.Family;
import org.jspecify.annotations.Nullable;

/**
 * What is to be measured. Immutable.
 *
 * @param families of events, one after the other
 * @param stores to write; null for those that each family is for
 * @param events of each family
 * @param repeat how often each contender runs
 * @param lanes each number of connections that is tried
 * @param batches each size of batches that is tried
 * @param entrants who is compared
 * @param heap of a contender's virtual machine
 * @param seed of the loads
 * @param profile where a flight recording of the worker goes; null for none
 * @param directory of the servers
 */
record SpeedSettings(
        List<Family> families,
        @Nullable List<String> stores,
        int events,
        int repeat,
        List<Integer> lanes,
        List<Integer> batches,
        List<Entrant> entrants,
        String heap,
        long seed,
        @Nullable Path profile,
        Path directory) {

    SpeedSettings {
        families = List.copyOf(families);
        lanes = List.copyOf(lanes);
        batches = List.copyOf(batches);
        entrants = List.copyOf(entrants);
    }

    List<String> storesOf(Family family) {
        return stores == null ? family.stores() : stores;
    }
}
