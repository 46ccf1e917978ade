package org.diracgrid.ingest.bench.speed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.peer.DiracxSequence;
import org.diracgrid.ingest.bench.peer.OneRowLoop;

/**
 * A program that writes DiracX's tables event by event. Immutable.
 *
 * @param families that it takes
 */
record LoopEntrant(String name, Class<?> mainClass, Set<Family> families) implements Entrant {

    /** What one writes in a day. */
    static final Entrant LOOP = new LoopEntrant("loop", OneRowLoop.class, Set.of(Family.STATUS));

    /** DiracX's own statements. */
    static final Entrant DIRACX = new LoopEntrant(
            "diracx", DiracxSequence.class, Set.of(Family.STATUS, Family.HEARTBEAT, Family.METADATA, Family.MIXED));

    @Override
    public boolean takes(Family family) {
        return families.contains(family);
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
        environment.put("PEER_GROUP", environment.getOrDefault("INGEST_GROUP_ID", name));
        environment.put("PEER_LANES", Integer.toString(race.lanes()));
        if (!race.stores().contains("opensearch")) {
            environment.remove("DIRACX_OS_DB_JOBPARAMETERSDB");
        }
        return Contender.ofThisClassPath(
                name, List.of("-Xmx" + race.heap()), mainClass.getName(), List.of(), environment);
    }
}
