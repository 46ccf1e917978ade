package org.diracgrid.ingest.bench.latency;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be measured. Immutable.
 *
 * @param rates events a second, each for itself
 * @param seconds how long probes are sent
 * @param warmUpSeconds how long none are sent before, at the same rate
 * @param stores of the worker
 * @param heap of the worker, {@code 512m} for example
 * @param directory of the servers
 */
record LatencySettings(
        List<Integer> rates,
        int seconds,
        int warmUpSeconds,
        List<String> stores,
        int lanes,
        String heap,
        long seed,
        Path directory) {

    LatencySettings {
        rates = List.copyOf(rates);
        stores = List.copyOf(stores);
    }
}
