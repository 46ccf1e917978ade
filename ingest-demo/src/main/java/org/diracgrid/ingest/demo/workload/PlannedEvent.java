package org.diracgrid.ingest.demo.workload;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event before it is written.
 *
 * @param sentMicros when it is sent, microseconds since the epoch; becomes the event's time
 * @param content what it carries
 * @param fresh what of it was never sent before or has an effect each time; null if nothing
 * @param phenomena what can be seen in it
 */
record PlannedEvent(
        long sentMicros, Content content, @Nullable Content fresh, Set<Phenomenon> phenomena) {

    /** The same event, sent by {@code sentMicros}, with {@code seen} for what it shows. */
    PlannedEvent sentAt(long sentMicros, Set<Phenomenon> seen) {
        return new PlannedEvent(sentMicros, content, fresh, seen);
    }
}
