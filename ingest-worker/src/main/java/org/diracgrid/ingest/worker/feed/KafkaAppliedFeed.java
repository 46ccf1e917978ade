package org.diracgrid.ingest.worker.feed;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventEncoder;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.worker.outbox.Outbox;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.AppliedJob;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what was committed to {@code diracx.jobs-applied.v1}, one {@link JobStatusAppliedEvent} per job and batch under
 * the job's key. Each is a statement of its own with an id of its own, also where a redelivery makes the worker say the same
 * again; its {@code time} is when it was said.
 *
 * <p>Nobody can call back what was handed to the producer, and a process that is stopped then sends it when it wakes up. So a
 * record carries the time until which its writer counts on its partitions ({@code expirytime}). One that reaches the log later
 * is void: readers leave it out, and here it counts as not published. Both go by the time that the log has given it.
 *
 * <p>Order per job: a lane publishes one batch at a time, and the producer keeps the order of what it is given.
 *
 * <p>Thread-safe, as all that it keeps is; its {@link Outbox} answers on the context that published.
 */
public final class KafkaAppliedFeed implements AppliedFeed {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaAppliedFeed.class);

    private final String source;
    private final InstantSource clock;
    private final Outbox outbox;
    private final BrokerClock brokerClock = new BrokerClock();
    private final RandomGenerator random = new SecureRandom();

    /**
     * @param producer made with {@link Outbox#REQUIRED_PRODUCER_SETTINGS}; closed by this feed
     * @param source CloudEvents {@code source} of what it says, a URI reference
     * @param clock the current time
     * @param closeWait the longest wait for events under way when closing
     */
    public KafkaAppliedFeed(Producer<byte[], byte[]> producer, String source, InstantSource clock, Duration closeWait) {
        this.source = source;
        this.clock = clock;
        this.outbox = new Outbox(producer, "ingest-feed", closeWait);
    }

    @Override
    public Future<Void> publish(List<AppliedJob> jobs, WriteLeave leave) {
        Instant now = clock.instant();
        long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        var ids = new EventIds(now.toEpochMilli(), random);
        long untilMs = leave.untilMs();
        long expiryMs = untilMs == Long.MAX_VALUE ? untilMs : brokerClock.at(untilMs);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(jobs.size());
        for (AppliedJob job : jobs) {
            if (job.row().vo().isEmpty()) {
                LOG.warn(
                        "a job without VO, which has no document, is not told of: job={}",
                        job.row().jobId());
            } else {
                records.add(record(job, ids.next(), nowMicros, expiryMs));
            }
        }
        return outbox.send(
                        records,
                        () -> leave.isGiven() ? null : WriteLeave.refused(),
                        metadata ->
                                isAppendedInTime(metadata, now.toEpochMilli(), expiryMs) ? null : WriteLeave.refused())
                .recover(cause -> Future.failedFuture(FeedFailures.of(cause)));
    }

    /** Waits for what is under way, within the bound, and closes the producer. */
    public Future<Void> close() {
        return outbox.close();
    }

    private boolean isAppendedInTime(RecordMetadata metadata, long sentMs, long expiryMs) {
        if (!metadata.hasTimestamp()) {
            return true;
        }
        brokerClock.learn(sentMs, metadata.timestamp(), clock.millis());
        return metadata.timestamp() <= expiryMs;
    }

    private ProducerRecord<byte[], byte[]> record(AppliedJob job, String id, long nowMicros, long expiryMs) {
        var row = job.row();
        var status = job.status();
        var event = new JobStatusAppliedEvent(
                new EventEnvelope(id, source, JobStatusAppliedEvent.TYPE, nowMicros),
                row.jobId(),
                row.vo(),
                row.status(),
                row.minorStatus(),
                row.applicationStatus(),
                status.timeMicros(),
                status.refused(),
                status.documentStatus(),
                job.seqNum());
        EncodedEvent encoded =
                expiryMs == Long.MAX_VALUE ? EventEncoder.binary(event) : EventEncoder.binary(event, expiryMs);
        var record = new ProducerRecord<>(encoded.topic(), encoded.key(), encoded.value());
        encoded.headers().forEach(record.headers()::add);
        return record;
    }
}
