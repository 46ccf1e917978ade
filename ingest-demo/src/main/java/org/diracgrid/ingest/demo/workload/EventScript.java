package org.diracgrid.ingest.demo.workload;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what is sent about one job, with what the grid does to it on the way: sent twice, sent late, sent again
 * together with something new.
 *
 * <p>Every update gets a millisecond of its own, because two equal rows within one cannot be told from a repetition.
 */
final class EventScript {

    private static final long SECOND = 1_000_000L;
    private static final int CACHE = 3;

    private final RandomGenerator random;
    private final List<PlannedEvent> events = new ArrayList<>();
    private final List<Update> pending = new ArrayList<>();
    private final List<Update> reported = new ArrayList<>();
    private final Set<Phenomenon> seen = EnumSet.noneOf(Phenomenon.class);
    private Map<String, Object> attributes = Map.of();
    private boolean force;
    private @Nullable PlannedEvent held;
    private long clock;
    private long lastSent;

    EventScript(RandomGenerator random, long startMicros) {
        this.random = random;
        this.clock = startMicros;
        this.lastSent = startMicros;
    }

    /** Lets up to {@code seconds} pass. */
    EventScript after(int seconds) {
        clock += random.nextLong(SECOND / 100, seconds * SECOND);
        return this;
    }

    /** Adds an update to the next event. */
    EventScript note(@Nullable String source, @Nullable String status, @Nullable String minor, @Nullable String app) {
        clock += random.nextLong(5_000, SECOND);
        pending.add(new Update(clock, status, minor, app, source));
        return this;
    }

    EventScript showing(Phenomenon phenomenon) {
        seen.add(phenomenon);
        return this;
    }

    EventScript with(Map<String, Object> additionalAttributes) {
        attributes = additionalAttributes;
        return this;
    }

    EventScript forced() {
        force = true;
        seen.add(Phenomenon.FORCED);
        return this;
    }

    /** Sends what was noted; now and then twice, or only after the next one. */
    void send() {
        PlannedEvent event = take(List.of());
        if (held == null && event.attributes().isEmpty() && happens(3)) {
            held = event;
            return;
        }
        add(event);
        releaseHeld();
        if (happens(2)) {
            repeat(event);
        }
    }

    /** Sends what was noted as a job report does: now and then with entries that it sent before. */
    void report() {
        List<Update> known = happens(6) ? tail(reported) : List.of();
        add(take(known));
        releaseHeld();
        if (happens(1)) {
            resendCache();
        }
    }

    /** All that was sent, in this order. */
    List<PlannedEvent> finish() {
        if (held != null) {
            add(held);
            held = null;
        }
        return List.copyOf(events);
    }

    boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    private PlannedEvent take(List<Update> known) {
        List<Update> fresh = List.copyOf(pending);
        List<Update> all = new ArrayList<>(known);
        all.addAll(fresh);
        if (!known.isEmpty()) {
            seen.add(Phenomenon.RESENT_CACHE);
        }
        if (all.size() > 1) {
            seen.add(Phenomenon.SEVERAL_UPDATES);
        }
        PlannedEvent event =
                new PlannedEvent(clock + latency(), List.copyOf(all), fresh, force, attributes, Set.copyOf(seen));
        pending.clear();
        seen.clear();
        attributes = Map.of();
        force = false;
        return event;
    }

    private void add(PlannedEvent event) {
        lastSent = Math.max(event.sentMicros(), lastSent + 1);
        events.add(event.sentAt(lastSent, event.phenomena()));
        reported.addAll(event.fresh());
    }

    private void releaseHeld() {
        if (held != null) {
            PlannedEvent late = held;
            held = null;
            add(late.sentAt(lastSent + latency(), and(late.phenomena(), Phenomenon.LATE)));
        }
    }

    private void repeat(PlannedEvent event) {
        Set<Phenomenon> phenomena = and(event.phenomena(), Phenomenon.DUPLICATE);
        events.add(
                new PlannedEvent(lastSent, event.updates(), List.of(), event.force(), event.attributes(), phenomena));
    }

    private void resendCache() {
        Set<Phenomenon> phenomena = Set.of(Phenomenon.RESENT_CACHE);
        lastSent += latency();
        events.add(new PlannedEvent(lastSent, tail(reported), List.of(), false, Map.of(), phenomena));
    }

    private long latency() {
        return random.nextLong(SECOND / 20, 2 * SECOND);
    }

    private static List<Update> tail(List<Update> updates) {
        return List.copyOf(updates.subList(Math.max(0, updates.size() - CACHE), updates.size()));
    }

    private static Set<Phenomenon> and(Set<Phenomenon> phenomena, Phenomenon another) {
        Set<Phenomenon> all = new HashSet<>(phenomena);
        all.add(another);
        return Set.copyOf(all);
    }
}
