package org.diracgrid.ingest.bench.speed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.Family;

/** The worker as it comes, but for the lanes, the batches and the heap that are asked for. Immutable. */
final class WorkerEntrant implements Entrant {

    @Override
    public String name() {
        return "worker";
    }

    @Override
    public boolean takes(Family family) {
        return true;
    }

    @Override
    public boolean readsTopics() {
        return true;
    }

    @Override
    public boolean promises(String count) {
        return true;
    }

    @Override
    public Contender contender(Race race, Race.Part part) {
        Map<String, String> environment = new HashMap<>(race.environment());
        environment.put("INGEST_LANES", Integer.toString(race.lanes()));
        environment.put("INGEST_BATCH_MAX_RECORDS", Integer.toString(race.batch()));
        return Contender.worker(List.of("-Xmx" + race.heap()), String.join(",", race.stores()), environment);
    }
}
