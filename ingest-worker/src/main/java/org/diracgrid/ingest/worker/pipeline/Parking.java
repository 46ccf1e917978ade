package org.diracgrid.ingest.worker.pipeline;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a lane rejects to the dead-letter sink, again and again until it is taken: only then is a delivery parked.
 *
 * <p>Confined to its lane's context, except {@link #refusals}.
 */
final class Parking {

    private static final Logger log = LoggerFactory.getLogger(Parking.class);

    private record Letter(Delivery delivery, DeadLetter content, int failures) {}

    private final LaneThread thread;
    private final int lane;
    private final DeadLetterSink sink;
    private final PipelineLimits limits;
    private final PipelineListener listener;
    private final InstantSource clock;
    private final Consumer<Delivery> finished;
    private final Map<Delivery, Long> waiting = new LinkedHashMap<>(); // to the timer that tries again
    private final AtomicLong refusals = new AtomicLong();

    Parking(
            LaneThread thread,
            int lane,
            DeadLetterSink sink,
            PipelineLimits limits,
            PipelineListener listener,
            InstantSource clock,
            Consumer<Delivery> finished) {
        this.thread = thread;
        this.lane = lane;
        this.sink = sink;
        this.limits = limits;
        this.listener = listener;
        this.clock = clock;
        this.finished = finished;
    }

    /** @param stage {@code decode} or the store's name */
    void park(Delivery delivery, String stage, ReasonCode reason, String detail) {
        thread.check();
        listener.rejected(lane, stage, reason.name());
        send(new Letter(delivery, contentOf(delivery, stage, reason, detail), 0));
    }

    /** How often a letter was not taken. Called from any thread. */
    long refusals() {
        return refusals.get();
    }

    /** Gives up what waits for another try and whose partition was taken away: its new owner rejects it again. */
    void dropStale() {
        thread.check();
        for (Map.Entry<Delivery, Long> entry : List.copyOf(waiting.entrySet())) {
            Delivery delivery = entry.getKey();
            if (delivery.isStale()) {
                thread.cancelTimer(entry.getValue());
                waiting.remove(delivery);
                finished.accept(delivery.endsAs(Delivery.Fate.STALE));
            }
        }
    }

    private void send(Letter letter) {
        sink.park(letter.content())
                .onComplete(sent -> thread.run(() -> {
                    if (sent.succeeded()) {
                        finished.accept(letter.delivery().endsAs(Delivery.Fate.PARKED));
                    } else {
                        notTaken(letter, sent.cause());
                    }
                }));
    }

    private void notTaken(Letter letter, Throwable cause) {
        refusals.incrementAndGet();
        listener.parkFailed(lane, cause);
        Delivery delivery = letter.delivery();
        if (delivery.isStale()) {
            finished.accept(delivery.endsAs(Delivery.Fate.STALE));
            return;
        }
        Letter again = new Letter(delivery, letter.content(), letter.failures() + 1);
        if (Integer.bitCount(again.failures()) == 1) { // the 1st, 2nd, 4th …: an outage must not fill the log
            log.warn(
                    "dead letter not taken, trying again: delivery={} reason={} failures={} cause={}",
                    delivery,
                    letter.content().reason(),
                    again.failures(),
                    cause.toString());
        }
        long timer = thread.startTimer(limits.retryDelayMs(again.failures()), () -> {
            waiting.remove(delivery);
            send(again);
        });
        waiting.put(delivery, timer);
    }

    private DeadLetter contentOf(Delivery delivery, String stage, ReasonCode reason, String detail) {
        ConsumerRecord<byte[], byte[]> record = delivery.record();
        List<DeadLetter.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new DeadLetter.Header(header.key(), header.value()));
        }
        return new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                headers,
                stage,
                reason.name(),
                detail,
                delivery.attempts(),
                delivery.firstAttemptMs(),
                clock.millis());
    }
}
