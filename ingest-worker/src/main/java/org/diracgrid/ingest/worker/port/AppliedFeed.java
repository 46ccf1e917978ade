package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;
import java.util.List;

/**
 * Where a store tells what its commits did to jobs. Called on a lane's context and answers on it; never blocks.
 *
 * <p>A batch is told of after its commit and before its outcomes are known: whatever is settled has been published. A crash
 * in between leaves a commit that nobody was told of, so a job is told of again when its events come again.
 */
@FunctionalInterface
public interface AppliedFeed {

    /** For a worker whose commits nobody wants to hear of. */
    AppliedFeed NONE = (jobs, leave) -> Future.succeededFuture();

    /**
     * Publishes {@code jobs}.
     *
     * @param jobs one or more, each once; what a later call says of the same job is newer
     * @param leave asked once more before they are sent: by then somebody else may have said what came after them
     * @return done once all are durable; a failure means that they are not, and that the batch must be written again
     */
    Future<Void> publish(List<AppliedJob> jobs, WriteLeave leave);
}
