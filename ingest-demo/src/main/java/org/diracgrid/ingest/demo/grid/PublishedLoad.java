package org.diracgrid.ingest.demo.grid;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.ingest.demo.workload.Emission;
import org.diracgrid.ingest.demo.workload.Phenomenon;

/**
 * What was published.
 *
 * @param events all of them
 * @param repeated those with nothing new in them for the tables
 * @param refused updates that the state machine refuses, as the oracle has it
 * @param badForTables by the reason for which they must not get into the tables
 * @param badForDocuments by the reason for which they must not get into a document
 * @param phenomena how many events show what
 */
public record PublishedLoad(
        long events,
        long repeated,
        long refused,
        SortedMap<String, Integer> badForTables,
        SortedMap<String, Integer> badForDocuments,
        Map<Phenomenon, Integer> phenomena) {

    /** Nothing was published yet. */
    public static final PublishedLoad NOTHING =
            new PublishedLoad(0, 0, 0, Collections.emptySortedMap(), Collections.emptySortedMap(), Map.of());

    /** This and, after it, {@code next}. */
    public PublishedLoad plus(PublishedLoad next) {
        return new PublishedLoad(
                events + next.events,
                repeated + next.repeated,
                refused + next.refused,
                sum(badForTables, next.badForTables, new TreeMap<>()),
                sum(badForDocuments, next.badForDocuments, new TreeMap<>()),
                sum(phenomena, next.phenomena, new EnumMap<>(Phenomenon.class)));
    }

    private static <K, M extends Map<K, Integer>> M sum(Map<K, Integer> one, Map<K, Integer> other, M into) {
        into.putAll(one);
        other.forEach((key, count) -> into.merge(key, count, Integer::sum));
        return into;
    }

    /** How many of them the tables must not get. */
    public int badEvents() {
        return badForTables.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Sums up while publishing. Confined to the publishing thread. */
    static final class Counter {
        private long events;
        private long repeated;
        private long refused;
        private final SortedMap<String, Integer> badForTables = new TreeMap<>();
        private final SortedMap<String, Integer> badForDocuments = new TreeMap<>();
        private final Map<Phenomenon, Integer> phenomena = new EnumMap<>(Phenomenon.class);

        void add(Emission emission, int refusedUpdates) {
            events++;
            refused += refusedUpdates;
            emission.phenomena().forEach(phenomenon -> phenomena.merge(phenomenon, 1, Integer::sum));
            if (emission.documentFault() != null) {
                badForDocuments.merge(emission.documentFault(), 1, Integer::sum);
            }
            if (emission.tableFault() != null) {
                badForTables.merge(emission.tableFault(), 1, Integer::sum);
            } else if (emission.effective() == null) {
                repeated++;
            }
        }

        long events() {
            return events;
        }

        PublishedLoad total() {
            return new PublishedLoad(events, repeated, refused, badForTables, badForDocuments, phenomena);
        }
    }
}
