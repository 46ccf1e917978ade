package org.diracgrid.ingest.worker.mysql;

import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.PilotName;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the pilots that a lane met last, by stamp, because to find one may take a scan of the table. A number is a
 * hint: whoever uses it looks whether the row still has the stamp. What is not there is not remembered: a pilot may be
 * registered any moment.
 *
 * <p>Confined to its lane's context.
 */
final class PilotIdCache {

    /** Some 200 bytes each; a lane meets a pilot a few dozen times within hours. */
    static final int PILOTS_MAX = 10_000;

    private final Map<PilotName, Integer> idByStamp = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PilotName, Integer> eldest) {
            return size() > PILOTS_MAX;
        }
    };

    /** The number of the pilot with {@code stamp}, as it is compared; null if it is not known here. */
    @Nullable
    Integer get(PilotName stamp) {
        return idByStamp.get(stamp);
    }

    void put(PilotName stamp, int pilotId) {
        idByStamp.put(stamp, pilotId);
    }

    void remove(PilotName stamp) {
        idByStamp.remove(stamp);
    }
}
