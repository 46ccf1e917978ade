package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Crossing 1: collects what one poll brings for each lane and hands it over, one task per lane touched.
 *
 * <p>Confined to the poll thread.
 */
final class Lanes {

    private final List<Lane> lanes;
    private final LaneRouter router;
    private final @Nullable List<Delivery>[] arrivals; // per lane, null where this poll brought nothing

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists that nobody else sees
    Lanes(List<Lane> lanes) {
        this.lanes = List.copyOf(lanes);
        this.router = new LaneRouter(lanes.size());
        this.arrivals = new List[lanes.size()];
    }

    /** Puts {@code delivery} on its lane's hand-over list. */
    void route(Delivery delivery) {
        int lane = router.laneOf(delivery.record());
        List<Delivery> list = arrivals[lane];
        if (list == null) {
            list = new ArrayList<>();
            arrivals[lane] = list;
        }
        list.add(delivery);
    }

    void handOver() {
        for (int lane = 0; lane < arrivals.length; lane++) {
            List<Delivery> list = arrivals[lane];
            if (list != null) {
                arrivals[lane] = null; // the list is the lane's from now on
                lanes.get(lane).accept(list);
            }
        }
    }

    /** How often the dead-letter topic has refused a letter of any of them. */
    long refusedLetters() {
        return lanes.stream().mapToLong(Lane::refusedLetters).sum();
    }

    /** Has every lane give back what it holds, but does not write at this moment, of leases that were withdrawn. */
    void dropStale() {
        lanes.forEach(Lane::dropStale);
    }
}
