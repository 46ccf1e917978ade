package org.diracgrid.ingest.worker.pipeline;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * A record in flight, with the lease it was taken up under.
 *
 * <p>Owned by one thread at a time: the poll thread makes it and hands it to its lane, the lane works on it and hands it
 * back with its fate. Both hand-overs go through queues that publish safely.
 */
final class Delivery {

    /** How it ended on its lane. */
    enum Fate {
        STORED,
        SUPERSEDED,
        PARKED,
        /** Dropped unfinished; Kafka will give it again. */
        STALE
    }

    /** What a record costs on the heap besides its bytes: ConsumerRecord, seven headers, this object; 64-bit, rounded. */
    static final int OVERHEAD_BYTES = 768;

    private final PartitionLease lease;
    private final ConsumerRecord<byte[], byte[]> record;
    private final long slot;
    private final long predecessor;
    private final long bytes;

    private @Nullable WriteRequest request;
    private int attempts;
    private long firstAttemptMs;
    private Fate fate = Fate.STALE;

    /**
     * @param slot what {@link OffsetTracker#open} returned
     * @param predecessor what {@link Predecessors#before} returned
     */
    Delivery(PartitionLease lease, ConsumerRecord<byte[], byte[]> record, long slot, long predecessor) {
        this.lease = lease;
        this.record = record;
        this.slot = slot;
        this.predecessor = predecessor;
        this.bytes = sizeOf(record);
    }

    PartitionLease lease() {
        return lease;
    }

    /** Whether its partition was taken away, so that whatever it comes to counts for nothing. */
    boolean isStale() {
        return !lease.isOffered();
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    long offset() {
        return record.offset();
    }

    long slot() {
        return slot;
    }

    /** No delivery of its key under its lease is newer than this offset and older than itself. */
    long predecessor() {
        return predecessor;
    }

    /** What it takes of the budget. */
    long bytes() {
        return bytes;
    }

    /** Equal for deliveries whose order must be kept: same key, or same partition where there is no key. */
    Object orderKey() {
        byte[] key = record.key();
        return key == null ? lease.partition() : ByteBuffer.wrap(key);
    }

    /** The decoded event; null until its lane has decoded it. */
    @Nullable
    WriteRequest request() {
        return request;
    }

    /** Whether its headers say that it is of a kind which {@code codec}'s user has no use for. */
    boolean isUnwanted(EventCodec codec) {
        return codec.isUnwanted(this::lastHeader);
    }

    /** Whether it reached the log after the time until which it holds. Only the log's own clock can tell. */
    boolean isVoid(EventCodec codec) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME
                && codec.isExpired(this::lastHeader, record.timestamp());
    }

    /** Makes the event of the record. */
    void decode(EventCodec codec) throws EventRejectedException {
        IngestEvent event = codec.decode(record.key(), record.value(), this::lastHeader);
        request = new WriteRequest(event, Math.max(record.serializedValueSize(), 0));
    }

    /** Whether its event, which is decoded, is one of {@code events}. */
    boolean isOf(Predicate<IngestEvent> events) {
        return events.test(Objects.requireNonNull(request, "not decoded").event());
    }

    private byte @Nullable [] lastHeader(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    /** How often it was offered to the store. */
    int attempts() {
        return attempts;
    }

    /** When it was first taken up by its lane, milliseconds since the epoch. */
    long firstAttemptMs() {
        return firstAttemptMs;
    }

    void takenUp(long nowMs) {
        if (firstAttemptMs == 0) {
            firstAttemptMs = nowMs;
        }
    }

    /**
     * Is in a batch now.
     *
     * @param overdue whether it has waited long enough
     */
    WriteRequest offeredToStore(boolean overdue) {
        WriteRequest decoded = Objects.requireNonNull(request, "not decoded");
        attempts++;
        request = decoded.overdue() == overdue ? decoded : new WriteRequest(decoded.event(), decoded.bytes(), overdue);
        return request;
    }

    /** Whether it had waited long enough when it was last offered. */
    boolean wasOverdue() {
        return Objects.requireNonNull(request, "not decoded").overdue();
    }

    Fate fate() {
        return fate;
    }

    Delivery endsAs(Fate end) {
        fate = end;
        return this;
    }

    private static long sizeOf(ConsumerRecord<byte[], byte[]> record) {
        long size = OVERHEAD_BYTES;
        size += Math.max(record.serializedKeySize(), 0);
        size += Math.max(record.serializedValueSize(), 0);
        for (Header header : record.headers()) {
            byte[] value = header.value();
            size += header.key().length() + (value == null ? 0 : value.length);
        }
        return size;
    }

    @Override
    public String toString() {
        return lease + ":" + record.offset();
    }
}
