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
    private long nextBeat;

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
        boolean mayBeHeld = attributes.isEmpty();
        PlannedEvent event = take(List.of());
        if (held == null && mayBeHeld && happens(3)) {
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

    /** Sends a sign of life, the only one in its second; now and then twice. */
    void beat(Map<String, Object> measures, @Nullable String output) {
        clock = Math.max(clock, nextBeat) + random.nextLong(5_000, SECOND);
        nextBeat = (clock / SECOND + 1) * SECOND;
        say(new Content.Heartbeat(clock, measures, output), Phenomenon.HEARTBEAT);
    }

    /** Sends columns and parameters; now and then twice. What comes later is noted after it was sent. */
    void tell(Map<String, Object> members) {
        clock += random.nextLong(5_000, SECOND);
        say(new Content.Metadata(clock, members), Phenomenon.METADATA);
        clock = Math.max(clock, lastSent);
    }

    private void say(Content content, Phenomenon phenomenon) {
        PlannedEvent event = new PlannedEvent(clock + latency(), content, content, and(seen, phenomenon));
        seen.clear();
        add(event);
        releaseHeld();
        if (happens(2)) {
            repeat(event);
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
        PlannedEvent event = new PlannedEvent(
                clock + latency(),
                new Content.Statuses(List.copyOf(all), force, attributes),
                new Content.Statuses(fresh, force, attributes),
                Set.copyOf(seen));
        pending.clear();
        seen.clear();
        attributes = Map.of();
        force = false;
        return event;
    }

    private void add(PlannedEvent event) {
        lastSent = Math.max(event.sentMicros(), lastSent + 1);
        events.add(event.sentAt(lastSent, event.phenomena()));
        if (event.fresh() instanceof Content.Statuses report) {
            reported.addAll(report.updates());
        }
    }

    private void releaseHeld() {
        if (held != null) {
            PlannedEvent late = held;
            held = null;
            add(late.sentAt(lastSent + latency(), and(late.phenomena(), Phenomenon.LATE)));
        }
    }

    private void repeat(PlannedEvent event) {
        Content fresh = event.content().leavesTrace() ? null : event.content();
        events.add(new PlannedEvent(lastSent, event.content(), fresh, and(event.phenomena(), Phenomenon.DUPLICATE)));
    }

    private void resendCache() {
        lastSent += latency();
        Content cache = new Content.Statuses(tail(reported), false, Map.of());
        events.add(new PlannedEvent(lastSent, cache, null, Set.of(Phenomenon.RESENT_CACHE)));
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
