package org.diracgrid.ingest.demo.workload;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An event before it is written.
 *
 * @param sentMicros when it is sent, microseconds since the epoch; becomes the event's time
 * @param updates what it carries
 * @param fresh those of its updates that were never sent before
 * @param force whether the state machine is left out
 * @param attributes additional attributes by name, String or Integer
 * @param phenomena what can be seen in it
 */
record PlannedEvent(
        long sentMicros,
        List<Update> updates,
        List<Update> fresh,
        boolean force,
        Map<String, Object> attributes,
        Set<Phenomenon> phenomena) {

    /** The same event, sent by {@code sentMicros}, with {@code seen} besides what it shows already. */
    PlannedEvent sentAt(long sentMicros, Set<Phenomenon> seen) {
        return new PlannedEvent(sentMicros, updates, fresh, force, attributes, seen);
    }
}
