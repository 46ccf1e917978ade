package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * The deliveries of one write, within the bounds of a batch.
 *
 * <p>Confined to its lane's context.
 */
final class BatchUnderWay {

    private final int recordsMax;
    private final long bytesMax;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<WriteRequest> requests = new ArrayList<>();
    private long bytes;

    BatchUnderWay(int recordsMax, long bytesMax) {
        this.recordsMax = recordsMax;
        this.bytesMax = bytesMax;
    }

    /** Whether {@code delivery} may join; always true for the first one, however large. */
    boolean hasRoomFor(Delivery delivery) {
        return deliveries.isEmpty() || (deliveries.size() < recordsMax && bytes + delivery.bytes() <= bytesMax);
    }

    /**
     * Adds a decoded delivery.
     *
     * @param overdue whether it has waited long enough for what it refers to
     */
    void add(Delivery delivery, boolean overdue) {
        deliveries.add(delivery);
        requests.add(delivery.offeredToStore(overdue));
        bytes += delivery.bytes();
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    int size() {
        return deliveries.size();
    }

    long bytes() {
        return bytes;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    /** @param ofMember whether this member may count on its partitions */
    WriteBatch toWrite(WriteLeave ofMember) {
        return new WriteBatch(requests, new WriteLeave() {
            @Override
            public boolean isGiven() {
                return ofMember.isGiven() && !hasEnded();
            }

            @Override
            public long untilMs() {
                return ofMember.untilMs();
            }
        });
    }

    private boolean hasEnded() {
        for (Delivery delivery : deliveries) {
            if (delivery.lease().hasEnded()) {
                return true;
            }
        }
        return false;
    }

    boolean hasStale() {
        for (Delivery delivery : deliveries) {
            if (delivery.isStale()) {
                return true;
            }
        }
        return false;
    }
}
