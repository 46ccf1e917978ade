package org.diracgrid.ingest.demo.grid;

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
