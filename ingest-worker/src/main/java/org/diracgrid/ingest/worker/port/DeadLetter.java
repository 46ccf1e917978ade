package org.diracgrid.ingest.worker.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that will not be stored, whole, with the reason.
 *
 * @param topic topic it came from
 * @param partition partition it came from
 * @param offset offset it came from
 * @param key its key, as it was
 * @param value its value, as it was
 * @param headers its headers, in order, as they were
 * @param stage where it failed: {@code decode} or the store's name
 * @param reason code of {@link org.diracgrid.ingest.model.event.ReasonCode}
 * @param detail one sentence for the operator
 * @param attempts how often a store tried it; 0 where it was never decoded
 * @param firstAtMs when it was first taken up, milliseconds since the epoch
 * @param lastAtMs when it was given up, milliseconds since the epoch
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers,
        String stage,
        String reason,
        String detail,
        int attempts,
        long firstAtMs,
        long lastAtMs) {

    /** One record header. */
    public record Header(String name, byte @Nullable [] value) {}
}
