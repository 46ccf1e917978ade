package org.diracgrid.ingest.worker.port;

import java.util.List;

/**
 * Events of one lane, in the order in which they must take effect. Immutable.
 *
 * @param requests one or more
 * @param leave whether they may, asked right before they do
 */
public record WriteBatch(List<WriteRequest> requests, WriteLeave leave) {

    public WriteBatch {
        requests = List.copyOf(requests);
    }

    /** Events that may be written at any time. */
    public WriteBatch(List<WriteRequest> requests) {
        this(requests, WriteLeave.ALWAYS);
    }

    /** Some of them. */
    public WriteBatch part(List<WriteRequest> some) {
        return new WriteBatch(some, leave);
    }
}
