package org.diracgrid.ingest.bench.floor;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.SubmittedJob;

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
        IntFunction<SubmittedJob> submitted = jobId -> JobLoad.submitted(jobId, firstJob);
        Instant now = Instant.now();
        List<LaneWriter> writers = new ArrayList<>();
        for (List<JobBatch> lane : lanes(submitted, now)) {
            List<JobBatch> batches = finalOnly ? FinalOnly.of(lane) : lane;
            if (stores.contains("mysql")) {
                writers.add(new JobTables(where.connect(), where, batches));
            }
            if (stores.contains("opensearch")) {
                writers.add(new Documents(
                        where.openSearch(),
                        JobDocuments.bulks(
                                batches, jobId -> submitted.apply(jobId).vo(), now.toEpochMilli())));
            }
        }
        return writers;
    }

    private List<List<JobBatch>> lanes(IntFunction<SubmittedJob> submitted, Instant now) {
        long nowMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return JobPlan.of(
                new JobLoad(family, events, seed).messages(firstJob), submitted, from, to, lanes, batch, nowMicros);
    }
}
