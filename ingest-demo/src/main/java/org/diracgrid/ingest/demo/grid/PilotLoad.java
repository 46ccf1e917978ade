package org.diracgrid.ingest.demo.grid;

import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.ingest.demo.workload.PilotEmission;
import org.diracgrid.ingest.model.event.Topics;

/**
 * What was published of pilots.
 *
 * @param events those in the topic of pilots
 * @param logMessages those in the topic of logs
 * @param logLines lines in them, each once
 * @param repeated messages and events that were sent before
 * @param badForTables by the reason for which they must not get into the tables
 * @param badForDocuments by the reason for which they must not get into a document
 */
public record PilotLoad(
        long events,
        long logMessages,
        long logLines,
        long repeated,
        SortedMap<String, Integer> badForTables,
        SortedMap<String, Integer> badForDocuments) {

    /** Sums up while publishing. Confined to the publishing thread. */
    static final class Counter {
        private final SortedMap<String, Integer> badForTables = new TreeMap<>();
        private final SortedMap<String, Integer> badForDocuments = new TreeMap<>();
        private long events;
        private long logMessages;
        private long logLines;
        private long repeated;

        void add(PilotEmission emission) {
            if (emission.topic().equals(Topics.PILOTS)) {
                events++;
            } else {
                logMessages++;
            }
            logLines += emission.logLines();
            String tableFault = emission.record().tableFault();
            String documentFault = emission.record().documentFault();
            if (tableFault != null) {
                badForTables.merge(tableFault, 1, Integer::sum);
            } else if (documentFault != null) {
                badForDocuments.merge(documentFault, 1, Integer::sum);
            } else if (emission.record().effective() == null) {
                repeated++;
            }
        }

        long sent() {
            return events + logMessages;
        }

        PilotLoad total() {
            return new PilotLoad(events, logMessages, logLines, repeated, badForTables, badForDocuments);
        }
    }
}
