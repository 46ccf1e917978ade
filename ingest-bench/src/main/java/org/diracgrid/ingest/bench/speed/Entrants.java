package org.diracgrid.ingest.bench.speed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everybody who can be compared with the worker, by the name on the command line. */
final class Entrants {

    /** What each name brings: of the floor there are two figures. */
    private static final Map<String, List<Entrant>> RIVALS = rivals();

    private Entrants() {}

    private static Map<String, List<Entrant>> rivals() {
        Map<String, List<Entrant>> rivals = new LinkedHashMap<>();
        rivals.put("floor", List.of(new FloorEntrant(false), new FloorEntrant(true)));
        rivals.put("loop", List.of(LoopEntrant.LOOP));
        rivals.put("diracx", List.of(LoopEntrant.DIRACX));
        rivals.put("connect", List.of(new ConnectEntrant(false)));
        rivals.put("connect-reduced", List.of(new ConnectEntrant(true)));
        return rivals;
    }

    /** The names of those whom the worker can be compared with. */
    static List<String> names() {
        return List.copyOf(RIVALS.keySet());
    }

    /**
     * Those of that name.
     *
     * @throws IllegalArgumentException if there are none
     */
    static List<Entrant> of(String name) {
        List<Entrant> entrants = RIVALS.get(name);
        if (entrants == null) {
            throw new IllegalArgumentException("nobody is called " + name);
        }
        return entrants;
    }
}
