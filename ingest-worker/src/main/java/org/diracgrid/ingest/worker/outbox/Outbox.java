package org.diracgrid.ingest.worker.outbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends lists of records for callers that must not block: {@code Producer.send} may wait for metadata or for buffer space,
 * so it is called on one thread of the outbox's own. A list is one hop there and one hop back, however long it is.
 *
 * <p>Thread-safe: lists are sent one after the other, in the order in which they were handed over; answers hop back to the
 * context that sent.
 */
public final class Outbox {

    /**
     * Settings that the guarantee rests on; the producer has to be made with them. One request in flight: on a topic that
     * was just created, pipelined ones may fail with OUT_OF_ORDER_SEQUENCE_NUMBER until they time out (seen with 4.3.1).
     */
    public static final Map<String, Object> REQUIRED_PRODUCER_SETTINGS = Map.of(
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Producer<byte[], byte[]> producer;
    private final String name;
    private final Duration closeWait;
    private final ExecutorService sender;

    /**
     * @param producer made with {@link #REQUIRED_PRODUCER_SETTINGS}; closed by this outbox
     * @param name of its thread
     * @param closeWait the longest wait for records under way when closing
     */
    public Outbox(Producer<byte[], byte[]> producer, String name, Duration closeWait) {
        this.producer = producer;
        this.name = name;
        this.closeWait = closeWait;
        this.sender = Executors.newSingleThreadExecutor(task -> daemon(task, name));
    }

    /** Sends {@code records} in their order. */
    public Future<Void> send(List<ProducerRecord<byte[], byte[]>> records) {
        return send(records, () -> null, metadata -> null);
    }

    /**
     * Sends {@code records} in their order, unless there is something against it at the last moment.
     *
     * @param objection asked on the outbox's thread right before the first record is sent; why none may be, or null
     * @param complaint asked for each record that is acknowledged, on a thread of the producer; why that is no good, or null
     * @return done once all are acknowledged; or failed with the first cause, once nothing of the list is under way any
     *     more. After a failure any of them may be in its topic or not
     */
    public Future<Void> send(
            List<ProducerRecord<byte[], byte[]>> records,
            Supplier<? extends @Nullable Exception> objection,
            Function<RecordMetadata, ? extends @Nullable Exception> complaint) {
        if (records.isEmpty()) {
            return Future.succeededFuture();
        }
        Consignment consignment = new Consignment(records, objection, complaint, Vertx.currentContext());
        try {
            sender.execute(() -> consignment.sendBy(producer));
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(new IllegalStateException(name + " is closed", e));
        }
        return consignment.answer();
    }

    /**
     * Sends what was handed over and waits for the answers, within the bound; what is not acknowledged by then fails. To be
     * called once.
     */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        sender.execute(() -> producer.close(closeWait));
        sender.shutdown();
        daemon(
                        () -> {
                            awaitSender();
                            closed.complete();
                        },
                        name + "-close")
                .start();
        return closed.future();
    }

    /** A send that waits for metadata or for buffer space keeps the sender from closing, and is ended by closing. */
    private void awaitSender() {
        if (!isSenderDone()) {
            producer.close(Duration.ZERO);
            if (!isSenderDone()) {
                LOG.warn("records are still under way: thread={}", name);
            }
        }
    }

    private boolean isSenderDone() {
        try {
            return sender.awaitTermination(closeWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
