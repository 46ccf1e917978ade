package org.diracgrid.ingest.bench.speed;

import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.Family;

/**
 * What all contenders have to do, and what they do it with. Immutable.
 *
 * @param family of the events
 * @param events that were asked for
 * @param size events of all parts together, those that are sent again included
 * @param seed of the load
 * @param stores that are to be written, by the worker's names
 * @param firstJob number of the first job; those of the others follow
 * @param lanes how many connections to each store
 * @param batch most events of one transaction or request
 * @param heap of a contender's virtual machine, {@code 512m} for example
 * @param environment where the servers are, in the worker's variables, with a group of its own
 */
record Race(
        Family family,
        int events,
        int size,
        long seed,
        List<String> stores,
        int firstJob,
        int lanes,
        int batch,
        String heap,
        Map<String, String> environment) {

    /** One of so many is in the first part. */
    private static final int FIRST_PART = 10;

    Race {
        stores = List.copyOf(stores);
        environment = Map.copyOf(environment);
    }

    /**
     * Some of the events, all that lie between two others. A message of several belongs to the part that it begins in.
     *
     * @param from number of the first one, from 0
     * @param to number of the one behind the last one
     */
    record Part(String name, int from, int to) {}

    /** A tenth, which shows what starting and warming up cost. */
    Part first() {
        return new Part("first part", 0, Math.max(1, size / FIRST_PART));
    }

    /** All of them. */
    Part all() {
        return new Part("all", 0, size);
    }

    /** What follows the first part. */
    Part rest() {
        return new Part("rest", first().to(), size);
    }
}
