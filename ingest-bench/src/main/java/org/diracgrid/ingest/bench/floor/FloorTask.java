package org.diracgrid.ingest.bench.floor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.bench.load.PilotLoad;

/**
 * What the floor has to write. Immutable.
 *
 * @param stores by the worker's names
 * @param events of the whole load
 * @param from number of the first event of the part, from 0
 * @param to number of the one behind the last
 * @param firstJob number of the first job in the tables
 * @param lanes how many connections to each store
 * @param batch events of a batch
 * @param finalOnly whether the row and the document of each job are changed once
 */
record FloorTask(
        Family family,
        List<String> stores,
        int events,
        long seed,
        int from,
        int to,
        int firstJob,
        int lanes,
        int batch,
        boolean finalOnly) {

    FloorTask {
        stores = List.copyOf(stores);
    }

    /** One for each lane and store, connected, and with everything ready. */
    List<LaneWriter> writers(Stores where) throws SQLException {
        return switch (family) {
            case STATUS, HEARTBEAT, METADATA, MIXED -> jobWriters(where);
            case PILOTS -> pilotWriters(where);
            case LOG_LINES -> logWriters(where);
        };
    }

    private List<LaneWriter> jobWriters(Stores where) throws SQLException {
        Instant now = Instant.now();
        Iterator<Message> messages = new JobLoad(family, events, seed).messages(firstJob);
        List<LaneWriter> writers = new ArrayList<>();
        for (List<JobBatch> lane : JobPlan.of(
                messages, jobId -> JobLoad.submitted(jobId, firstJob), from, to, lanes, batch, micros(now))) {
            List<JobBatch> batches = finalOnly ? FinalOnly.of(lane) : lane;
            if (stores.contains("mysql")) {
                writers.add(new JobTables(where.connect(), where, batches));
            }
            if (stores.contains("opensearch")) {
                List<String> bulks = JobDocuments.bulks(
                        batches, jobId -> JobLoad.submitted(jobId, firstJob).vo(), now.toEpochMilli());
                writers.add(new Documents(where.openSearch(), bulks));
            }
        }
        return writers;
    }

    private List<LaneWriter> pilotWriters(Stores where) throws SQLException {
        Iterator<Message> messages = new PilotLoad(events, seed).messages();
        List<LaneWriter> writers = new ArrayList<>();
        for (List<PilotBatch> lane : PilotPlan.of(messages, from, to, lanes, batch, micros(Instant.now()))) {
            writers.add(new PilotTables(where.connect(), where, lane));
        }
        return writers;
    }

    private List<LaneWriter> logWriters(Stores where) throws SQLException {
        Iterator<Message> messages = LogLoad.of(events, seed).sent();
        List<LaneWriter> writers = new ArrayList<>();
        for (List<String> lane : LogPlan.of(messages, pilotIds(where), from, to, lanes, batch)) {
            writers.add(new Documents(where.openSearch(), lane));
        }
        return writers;
    }

    private static Map<String, Integer> pilotIds(Stores where) throws SQLException {
        String sql = "SELECT PilotStamp, PilotID FROM " + where.table("PilotAgentsDB", "PilotAgents");
        try (Connection connection = where.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Map<String, Integer> ids = new HashMap<>();
            while (rows.next()) {
                ids.put(rows.getString(1), rows.getInt(2));
            }
            return ids;
        }
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }
}
