package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges the lives of all jobs by the time of sending, and puts a bad event between now and then. */
final class EventStream implements Iterator<Emission> {

    private static final int TIMES_EACH_BAD_EVENT = 2;
    private static final int EVERY_NTH_BINARY = 3;
    private static final int EVERY_NTH_OTHER_OFFSET = 97;

    /** What is left of a job's life; planned only when its time comes. */
    private final class Cursor {
        final int ordinal;

        @Nullable
        Iterator<PlannedEvent> rest;

        @Nullable
        PlannedEvent head;

        long nextMicros;

        Cursor(int ordinal) {
            this.ordinal = ordinal;
            this.nextMicros = ChronoUnit.MICROS.between(Instant.EPOCH, workload.submitted(ordinal));
        }
    }

    private final EventWriter writer = new EventWriter();
    private final Workload workload;
    private final int[] jobIds;
    private final PriorityQueue<Cursor> cursors = new PriorityQueue<>(
            Comparator.<Cursor>comparingLong(cursor -> cursor.nextMicros).thenComparingInt(cursor -> cursor.ordinal));
    private final Queue<BadEvent> faults = new ArrayDeque<>();
    private final int badEvery;
    private int count;

    EventStream(Workload workload, int[] jobIds) {
        this.workload = workload;
        this.jobIds = jobIds;
        for (int time = 0; time < TIMES_EACH_BAD_EVENT; time++) {
            faults.addAll(List.of(BadEvent.values()));
        }
        this.badEvery = Math.max(1, workload.jobs() * Workload.EVENTS_PER_JOB / (faults.size() + 1));
        for (int ordinal = 0; ordinal < workload.jobs(); ordinal++) {
            cursors.add(new Cursor(ordinal));
        }
        plan();
    }

    @Override
    public boolean hasNext() {
        return !cursors.isEmpty();
    }

    @Override
    public Emission next() {
        Cursor cursor = cursors.poll();
        if (cursor == null || cursor.head == null) {
            throw new NoSuchElementException();
        }
        PlannedEvent event = cursor.head;
        int jobId = jobIds[cursor.ordinal];
        count++;
        BadEvent fault = count % badEvery == 0 ? faults.poll() : null;
        if (fault != null) {
            cursors.add(cursor);
            return fault.emission(writer, jobId, event.sentMicros());
        }
        advance(cursor);
        return emission(jobId, event);
    }

    private void advance(Cursor cursor) {
        if (cursor.rest != null && cursor.rest.hasNext()) {
            cursor.head = cursor.rest.next();
            cursor.nextMicros = cursor.head.sentMicros();
            cursors.add(cursor);
        }
        plan();
    }

    /** Plans the lives whose turn it is, until an event is the first of all. */
    private void plan() {
        for (Cursor first = cursors.peek(); first != null && first.head == null; first = cursors.peek()) {
            cursors.poll();
            first.rest = workload.life(first.ordinal, jobIds[first.ordinal]).iterator();
            first.head = first.rest.next();
            first.nextMicros = first.head.sentMicros();
            cursors.add(first);
        }
    }

    private Emission emission(int jobId, PlannedEvent event) {
        Set<Phenomenon> phenomena = EnumSet.noneOf(Phenomenon.class);
        phenomena.addAll(event.phenomena());
        // A repetition must look as the first time did, so the mode and the offset follow the content, not the count.
        long moment = event.content().momentMicros();
        ZoneId zone = ZoneOffset.UTC;
        if (moment % EVERY_NTH_OTHER_OFFSET == 0) {
            phenomena.add(Phenomenon.OTHER_OFFSET);
            zone = ZoneOffset.ofHours(2);
        }
        Map<String, String> attributes = writer.attributes(jobId, event);
        ObjectNode data = writer.data(jobId, event.content(), zone);
        ObjectNode effective =
                event.fresh() == null ? null : writer.structured(attributes, writer.data(jobId, event.fresh(), zone));
        byte[] key = EventWriter.utf8(Integer.toString(jobId));
        if (moment % EVERY_NTH_BINARY == 0) {
            phenomena.add(Phenomenon.BINARY);
            return new Emission(
                    key, writer.bytes(data), writer.binaryHeaders(attributes), effective, phenomena, null, null);
        }
        byte[] value = writer.bytes(writer.structured(attributes, data));
        return new Emission(key, value, writer.structuredHeaders(), effective, phenomena, null, null);
    }
}
