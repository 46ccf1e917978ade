package org.diracgrid.ingest.bench.speed;

import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.bench.floor.FloorMain;
import org.diracgrid.ingest.bench.load.Family;

/**
 * The floor: who writes the same without reading, thinking or checking. Immutable.
 *
 * @param finalOnly whether it writes the row and the document of each job once
 */
record FloorEntrant(boolean finalOnly) implements Entrant {

    /** It holds everything that it has to write, which no worker does. */
    private static final String HEAP = "-Xmx4g";

    @Override
    public String name() {
        return finalOnly ? "floor, final only" : "floor";
    }

    @Override
    public boolean takes(Family family) {
        return !finalOnly || family.isOfJobs();
    }

    @Override
    public boolean readsTopics() {
        return false;
    }

    @Override
    public boolean promises(String count) {
        return true;
    }

    @Override
    public Contender contender(Race race, Race.Part part) {
        List<String> words = new ArrayList<>(List.of(
                "--family=" + race.family().id(),
                "--stores=" + String.join(",", race.stores()),
                "--events=" + race.events(),
                "--seed=" + race.seed(),
                "--from=" + part.from(),
                "--to=" + part.to(),
                "--first-job=" + race.firstJob(),
                "--lanes=" + race.lanes(),
                "--batch=" + race.batch()));
        if (finalOnly) {
            words.add("--final-only");
        }
        return Contender.ofThisClassPath(name(), List.of(HEAP), FloorMain.class.getName(), words, race.environment());
    }
}
