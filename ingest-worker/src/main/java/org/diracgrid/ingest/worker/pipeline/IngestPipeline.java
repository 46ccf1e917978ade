package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreHealth;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.jspecify.annotations.Nullable;

/**
 * One store's pipeline: built at rest, started once, stopped once.
 *
 * <p>Thread-safe: it only starts and signals; the state is with the poll thread and with the lanes.
 */
public final class IngestPipeline {

    private static final long NO_STOP = Long.MAX_VALUE;

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
     * @param codec makes events of records; called on lanes, at the same time
     * @param fence which events are written only when all before them, of the same key, are committed, and let those behind
     *     them pass only when they are committed themselves; called on lanes, at the same time
     * @param writerOfLane makes the writer of one lane, with its retries waiting on that lane
     * @param health how the store fares
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
            EventCodec codec,
            Predicate<IngestEvent> fence,
            Function<LanePause, StoreWriter> writerOfLane,
            StoreHealth health,
            DeadLetterSink deadLetters,
            PipelineLimits limits,
            PipelineListener listener,
            InstantSource clock) {}

    private final Parts parts;
    private final Promise<Void> ended = Promise.promise();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicLong stopDeadlineMs = new AtomicLong(NO_STOP);
    private volatile boolean endsWhenCaughtUp;
    private volatile @Nullable IngestLoop loop;

    public IngestPipeline(Parts parts) {
        this.parts = parts;
    }

    /**
     * Starts polling.
     *
     * @return done when the pipeline has ended in good order and its consumer is closed; failed with the cause where it
     *     was ended by a fatal failure. Answers on a thread of the pipeline's
     */
    public Future<Void> start(Mode mode) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a pipeline is started once");
        }
        LaneDeployment.deploy(parts.vertx(), parts.limits().lanes()).onComplete(deployed -> {
            if (deployed.succeeded()) {
                Thread thread = new Thread(() -> poll(mode, deployed.result()), "ingest-poll-" + parts.store());
                thread.setDaemon(true); // whoever waits for the end decides how long the process lives
                thread.start();
            } else {
                ended.fail(deployed.cause());
            }
        });
        return ended.future();
    }

    /**
     * Asks the pipeline to end: no more polls; what is with the store gets until the deadline, what is not is left to
     * the next worker; what is settled is committed. Returns at once. Called from any thread, any number of times.
     *
     * @param deadlineMs milliseconds from now
     */
    public void requestStop(long deadlineMs) {
        long deadline = parts.clock().millis() + deadlineMs;
        stopDeadlineMs.set(deadline);
        IngestLoop running = loop;
        if (running != null) {
            running.requestStop(deadline);
        }
    }

    /**
     * Asks the pipeline to end by itself once it has caught up with the topics as they are now. For a pipeline that reads
     * what another one writes, when that one is done. Called from any thread, after {@link #start} with
     * {@link Mode#CONTINUOUS}.
     */
    public void endWhenCaughtUp() {
        endsWhenCaughtUp = true;
        IngestLoop running = loop;
        if (running != null) {
            running.endWhenCaughtUp();
        }
    }

    /** How often the poll thread has come round: stands still while it hangs, and when it has ended. Called from any thread. */
    public long turns() {
        IngestLoop running = loop;
        return running == null ? 0 : running.turns();
    }

    private void poll(Mode mode, LaneDeployment lanes) {
        Throwable failure;
        try {
            IngestLoop made = new IngestLoop(parts, mode, parts.consumer().get(), lanes.contexts(), AckInbox.REAL_TIME);
            loop = made;
            long deadline = stopDeadlineMs.get();
            if (deadline != NO_STOP) { // do not reorder: a stop that missed the loop above is seen here
                made.requestStop(deadline);
            }
            if (endsWhenCaughtUp) {
                made.endWhenCaughtUp();
            }
            failure = made.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        Throwable cause = failure;
        lanes.undeploy().onComplete(undeployed -> {
            if (cause == null) {
                ended.complete();
            } else {
                ended.fail(cause);
            }
        });
    }
}
