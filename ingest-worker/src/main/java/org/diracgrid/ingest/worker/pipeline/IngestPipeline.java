package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreWriter;

/**
 * One store's pipeline: built at rest, started once, stopped once.
 *
 * <p>Thread-safe: it only starts and signals; the state is with the poll thread and with the lanes.
 */
public final class IngestPipeline {

    private final Promise<Void> ended = Promise.promise();

    /** When the pipeline ends by itself. */
    public enum Mode {
        /** Never; only a stop or a fatal failure ends it. */
        CONTINUOUS,
        /** Once every assigned partition is settled and committed up to the end offsets seen at the start. */
        UNTIL_CAUGHT_UP
    }

    /**
     * What a pipeline is made of. All of it outlives the pipeline and is closed by who made it, except the consumer.
     *
     * @param store name of the store; becomes part of thread names, logs and dead letters ({@code mysql})
     * @param vertx where lanes get their event-loop contexts
     * @param consumer makes the consumer, on the poll thread; closed by the pipeline. {@code enable.auto.commit} is false
     * @param topics topics to subscribe to
     * @param decoder makes events of records; called on lanes, at the same time
     * @param writerOfLane makes the writer of one lane, with its retries waiting on that lane
     * @param deadLetters where rejected records go
     * @param limits the bounds
     * @param listener hears what happens
     * @param clock wall clock
     */
    public record Parts(
            String store,
            Vertx vertx,
            Supplier<Consumer<byte[], byte[]>> consumer,
            Set<String> topics,
            RecordDecoder decoder,
            Function<LanePause, StoreWriter> writerOfLane,
            DeadLetterSink deadLetters,
            PipelineLimits limits,
            PipelineListener listener,
            InstantSource clock) {}

    public IngestPipeline(Parts parts) {}

    /**
     * Starts polling.
     *
     * @return done when the pipeline has ended in good order and its consumer is closed; failed with the cause where it
     *     was ended by a fatal failure
     */
    public Future<Void> start(Mode mode) {
        return ended.future();
    }

    /**
     * Asks the pipeline to end: no more polls; writes under way get until the deadline; what is settled is committed.
     *
     * @param deadlineMs milliseconds from now
     */
    public void requestStop(long deadlineMs) {
        ended.tryComplete();
    }
}
