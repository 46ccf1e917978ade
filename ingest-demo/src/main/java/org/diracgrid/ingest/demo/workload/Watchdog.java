package org.diracgrid.ingest.demo.workload;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Watches over a payload as DIRAC's watchdog does: six measures and the last lines of the output, now and then. */
final class Watchdog {

    private final RandomGenerator random;
    private int beats;

    Watchdog(RandomGenerator random) {
        this.random = random;
    }

    /** What is measured now; some measures may fail, the load is always there. */
    Map<String, Object> measures() {
        beats++;
        Map<String, Object> measures = new LinkedHashMap<>();
        measures.put("LoadAverage", random.nextInt(0, 6400) / 100.0);
        put(measures, "MemoryUsed", random.nextInt(1, 4_000_000) / 16.0);
        put(measures, "Vsize", (double) random.nextLong(1L << 34));
        put(measures, "AvailableDiskSpace", random.nextDouble() * 1e5);
        put(measures, "CPUConsumed", beats * random.nextDouble(1_700, 1_800));
        put(measures, "WallClockTime", beats * 1800 + random.nextInt(3));
        return measures;
    }

    /** The last lines of the payload's output. */
    String output() {
        int last = random.nextInt(1, 10_000);
        return IntStream.rangeClosed(last, last + random.nextInt(1, 5))
                .mapToObj(event -> "Événement %d: \"%s\" reconstructed".formatted(event, random.nextInt(9)))
                .collect(Collectors.joining("\n"));
    }

    /** Older watchdogs send texts. */
    private void put(Map<String, Object> measures, String name, Number value) {
        int dice = random.nextInt(20);
        if (dice > 1) {
            measures.put(name, value);
        } else if (dice == 1) {
            measures.put(name, value.toString());
        }
    }
}
