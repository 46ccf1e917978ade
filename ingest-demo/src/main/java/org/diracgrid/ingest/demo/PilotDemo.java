package org.diracgrid.ingest.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.diracgrid.ingest.demo.grid.PilotLoad;
import org.diracgrid.ingest.demo.grid.PilotPublisher;
import org.diracgrid.ingest.demo.grid.TopicReader;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.workload.PilotWorkload;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.DocumentDifferences;
import org.diracgrid.ingest.oracle.OracleSettings.Rounding;
import org.diracgrid.ingest.oracle.PilotDifferences;
import org.diracgrid.ingest.oracle.PilotLogRow;
import org.diracgrid.ingest.oracle.PilotOracle;
import org.diracgrid.ingest.oracle.PilotSnapshot;
import org.diracgrid.ingest.oracle.StoredDocuments;
import org.diracgrid.ingest.oracle.StoredPilots;
import org.diracgrid.ingest.oracle.Window;

/** The pilots' part of the demo: what is published of them, and whether the stores have it. */
final class PilotDemo {

    private final PilotWorkload workload;
    private final PilotOracle oracle = new PilotOracle(Rounding.TRUNCATE, Set.of());

    PilotDemo(PilotWorkload workload) {
        this.workload = workload;
    }

    /** What a worker that reads pilots needs besides. */
    static Map<String, String> environment(String openSearchUrl) {
        String hosts = Trial.hosts(openSearchUrl);
        return Map.of(
                "DIRACX_OS_DB_PILOTLOGSDB",
                hosts,
                "DIRACX_OS_DB_PILOTPARAMETERSDB",
                hosts,
                // A log may come before its pilot; one pilot of the demo never comes.
                "INGEST_PILOTS_NOT_FOUND_GRACE",
                "15s");
    }

    /**
     * Publishes everything.
     *
     * @param jobIds the jobs that pilots are given
     * @param progress hears how many records were sent
     */
    PilotLoad publish(String kafka, int[] jobIds, LongConsumer progress) {
        return new PilotPublisher(kafka).publish(workload.events(jobIds), oracle, progress);
    }

    /** Compares the stores with the oracle. */
    PilotReport compare(
            PilotLoad load, Connection connection, String database, String openSearch, String kafka, Window written)
            throws SQLException, IOException, InterruptedException {
        PilotSnapshot stored = StoredPilots.read(connection, database);
        SortedMap<String, ObjectNode> parameters = StoredDocuments.readPilotParameters(openSearch);
        SortedMap<String, List<PilotLogRow>> logs = StoredDocuments.readPilotLogs(openSearch);
        List<Difference> differences = new ArrayList<>(PilotDifferences.between(oracle.snapshot(), stored, written));
        differences.addAll(DocumentDifferences.between(oracle.parameters(stored.ids()), parameters, written));
        differences.addAll(PilotDifferences.betweenLogs(oracle.logs(stored.ids()), logs));
        TopicReader topics = new TopicReader(kafka);
        return new PilotReport(
                load,
                stored,
                parameters,
                logs,
                letters(topics, "mysql"),
                letters(topics, "opensearch"),
                differences,
                workload.shownStamp());
    }

    private static SortedMap<String, Integer> letters(TopicReader topics, String store) {
        SortedMap<String, Integer> letters = new TreeMap<>();
        for (String topic : List.of(Topics.PILOTS, Topics.PILOT_LOGS)) {
            topics.reasons(Topics.deadLetter(topic), store)
                    .forEach((reason, count) -> letters.merge(reason, count, Integer::sum));
        }
        return letters;
    }
}
