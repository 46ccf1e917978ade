package org.diracgrid.ingest.worker.port;

import java.util.List;

/**
 * Events of one lane, in the order in which they must take effect. Immutable.
 *
 * @param requests one or more
 */
public record WriteBatch(List<WriteRequest> requests) {

    public WriteBatch {
        requests = List.copyOf(requests);
    }
}
