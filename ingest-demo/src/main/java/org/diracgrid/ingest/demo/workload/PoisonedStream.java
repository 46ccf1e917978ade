package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what hurts among the events of a stream: bad ones of every kind, signs of life of one job that is hot, with outputs
 * that are huge, and events that are larger than any may be.
 *
 * <p>Confined to one thread, as the stream is.
 */
public final class PoisonedStream implements Iterator<Emission> {

    /**
     * How much of it: one to so many good events, none where it is 0.
     *
     * @param bad events that cannot be applied
     * @param hot signs of life of the hot job
     * @param huge the same with an output of {@code hugeBytes}
     * @param hugeBytes less than the worker takes by 1 KiB at least
     * @param oversized events that are larger than the worker takes
     */
    public record Doses(int bad, int hot, int huge, int hugeBytes, int oversized) {}

    /** The worker's default is 1 MiB. */
    private static final int OVERSIZED_BYTES = (1 << 20) + 1;

    /** Before the first job's own signs of life, so that none is taken for another. */
    private static final long START_MICROS =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-05-01T00:00:00Z"));

    private static final long SECOND = 1_000_000;

    private final EventWriter writer = new EventWriter();
    private final Iterator<Emission> good;
    private final Doses doses;
    private final Queue<Emission> next = new ArrayDeque<>();
    private final BadEvent[] faults = BadEvent.values();
    private long count;
    private int hotJob;
    private int badOnes;
    private long beats;

    public PoisonedStream(Iterator<Emission> good, Doses doses) {
        this.good = good;
        this.doses = doses;
    }

    @Override
    public boolean hasNext() {
        return !next.isEmpty() || good.hasNext();
    }

    @Override
    public Emission next() {
        Emission poison = next.poll();
        if (poison != null) {
            return poison;
        }
        Emission emission = good.next();
        if (count++ == 0) {
            hotJob = Integer.parseInt(new String(emission.key(), StandardCharsets.UTF_8));
        }
        if (isTime(doses.bad())) {
            next.add(faults[badOnes++ % faults.length].emission(writer, hotJob, START_MICROS + count * SECOND));
        }
        if (isTime(doses.hot())) {
            next.add(signOfLife(null));
        }
        if (isTime(doses.huge())) {
            next.add(signOfLife(output(doses.hugeBytes())));
        }
        if (isTime(doses.oversized())) {
            next.add(oversized());
        }
        return emission;
    }

    private boolean isTime(int dose) {
        return dose > 0 && count % dose == 0;
    }

    private Emission signOfLife(@Nullable String output) {
        return emission(output, null, EnumSet.of(Phenomenon.HEARTBEAT));
    }

    private Emission oversized() {
        return emission(output(OVERSIZED_BYTES), "TOO_LARGE", EnumSet.of(Phenomenon.BAD));
    }

    private Emission emission(@Nullable String output, @Nullable String fault, Set<Phenomenon> phenomena) {
        long micros = START_MICROS + ++beats * SECOND;
        Content content = new Content.Heartbeat(micros, Map.of("CPUConsumed", beats * 0.5), output);
        PlannedEvent event = new PlannedEvent(micros, content, content, phenomena);
        ObjectNode structured =
                writer.structured(writer.attributes(hotJob, event), writer.data(hotJob, content, ZoneOffset.UTC));
        return new Emission(
                EventWriter.utf8(Integer.toString(hotJob)),
                writer.bytes(structured),
                writer.structuredHeaders(),
                fault == null ? structured : null,
                phenomena,
                fault,
                fault);
    }

    /** Different each time, so that a stale one is seen. */
    private String output(int bytes) {
        String line = "line of output " + beats + ", "; // nothing that JSON has to escape
        return line.repeat(bytes / line.length() + 1).substring(0, bytes);
    }
}
