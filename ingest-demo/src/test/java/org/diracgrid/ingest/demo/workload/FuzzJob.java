package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.Outcome;

/**
 * One job and all that is sent about it, told to the oracle as it is sent.
 *
 * <p>What a producer sends twice is found by the moments of its updates, not by the rules under test: an update that was
 * logged is known again, whatever event it comes in (ADR 2). A heartbeat with measures is known by its second; the oracle
 * looks for that itself. Metadata has its effect each time.
 *
 * <p>Left out, because what the tables show cannot decide it, as the documents of the worker say: two updates within one
 * millisecond; two heartbeats within one second; a producer that repeats a heartbeat without measures, or a status event
 * behind metadata that sets Status (then the document follows {@code Jobs}), or forces what it sent unforced; free-form
 * parameters whose type changes; metadata that sets VO or timestamp; what a job without history sends to wake itself.
 */
public final class FuzzJob {

    /** What kind of job it is. */
    enum Sort {
        ORDINARY,
        /** Not in the tables: everything about it is a dead letter. */
        UNKNOWN,
        /** Without rows in LoggingInfo: no status can be set. */
        WITHOUT_HISTORY,
        /** Without VO: nothing can be put into a document. */
        WITHOUT_VO
    }

    /** An event as it was sent. */
    private record Sent(long sentMicros, Content content, ZoneId zone, boolean binary) {}

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private final int jobId;
    private final Sort sort;
    private final RandomGenerator random;
    private final FuzzUpdates updates;
    private final EventWriter writer = new EventWriter();
    private final List<Sent> sent = new ArrayList<>();
    private final List<Update> reported = new ArrayList<>();
    private final Set<Long> loggedMoments = new HashSet<>();
    private boolean statusByMetadata;
    private final Map<String, Object> columns;
    private final List<Instant> history;

    FuzzJob(int jobId, Sort sort, RandomGenerator random) {
        this.jobId = jobId;
        this.sort = sort;
        this.random = random;
        this.updates = new FuzzUpdates(random, ChronoUnit.MICROS.between(Instant.EPOCH, START) + random.nextInt(1_000));
        this.columns = drawColumns();
        this.history = sort == Sort.WITHOUT_HISTORY
                ? List.of()
                : List.of(START.minusSeconds(600), START.minusSeconds(300 - random.nextInt(200)));
    }

    /** Whether it is in the tables. */
    public boolean isSubmitted() {
        return sort != Sort.UNKNOWN;
    }

    /** The columns of {@code Jobs}. */
    public Map<String, Object> columns() {
        return columns;
    }

    /** When the rows of its history were logged. */
    public List<Instant> history() {
        return history;
    }

    /** A job in any state, run before or not. */
    private Map<String, Object> drawColumns() {
        boolean plain = sort == Sort.WITHOUT_HISTORY || random.nextBoolean();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("JobID", jobId);
        columns.put("JobType", "User");
        columns.put("JobGroup", "00000000");
        columns.put("Site", "ANY");
        columns.put("JobName", "Unknown");
        columns.put("Owner", "user");
        columns.put("OwnerGroup", "group");
        columns.put("VO", sort == Sort.WITHOUT_VO ? "" : random.nextBoolean() ? "lhcb" : "Belle");
        columns.put("SubmissionTime", START.minusSeconds(600));
        columns.put("RescheduleTime", null);
        columns.put("LastUpdateTime", START.minusSeconds(300));
        columns.put("StartExecTime", plain || random.nextBoolean() ? null : START.minusSeconds(60));
        columns.put("HeartBeatTime", plain || random.nextBoolean() ? null : START.minusSeconds(30));
        columns.put("EndExecTime", null);
        columns.put(
                "Status", plain ? "Received" : FuzzUpdates.STATUSES.get(random.nextInt(FuzzUpdates.STATUSES.size())));
        columns.put("MinorStatus", "Job accepted");
        columns.put("ApplicationStatus", "Unknown");
        columns.put("UserPriority", 1);
        columns.put("RescheduleCounter", 0);
        columns.put("VerifiedFlag", true);
        columns.put("AccountedFlag", false);
        return columns;
    }

    /** Sends one event more. */
    Emission next(Oracle oracle) {
        int dice = random.nextInt(100);
        if (dice < 10 && !sent.isEmpty()) {
            Sent again = sent.get(random.nextInt(sent.size()));
            return tell(mayComeAgain(again.content()) ? again : newEvent(), oracle);
        }
        if (dice < 13) {
            BadEvent bad = BadEvent.values()[random.nextInt(BadEvent.values().length)];
            return bad.emission(writer, jobId, updates.sent());
        }
        return tell(newEvent(), oracle);
    }

    private boolean mayComeAgain(Content content) {
        if (content instanceof Content.Heartbeat heartbeat) {
            return !heartbeat.measures().isEmpty();
        }
        return !statusByMetadata || content instanceof Content.Metadata;
    }

    private Sent newEvent() {
        long sentMicros = updates.sent();
        int dice = random.nextInt(100);
        Content content = dice < 45
                ? updates.statuses()
                : dice < 55 ? resent() : dice < 78 ? updates.heartbeat() : updates.metadata(sort == Sort.ORDINARY);
        ZoneId zone = random.nextInt(10) == 0 ? ZoneOffset.ofHours(-5) : ZoneOffset.UTC;
        Sent event = new Sent(sentMicros, content, zone, random.nextBoolean());
        sent.add(event);
        return event;
    }

    /** A job report sends some of its cache again, with something new or without. */
    private Content resent() {
        Set<Update> cache = new LinkedHashSet<>(reported.subList(Math.max(0, reported.size() - 4), reported.size()));
        cache.removeIf(update -> random.nextInt(3) == 0);
        if (cache.isEmpty() || statusByMetadata || random.nextBoolean()) {
            cache.add(updates.update());
        }
        return new Content.Statuses(List.copyOf(cache), false, Map.of());
    }

    private Emission tell(Sent event, Oracle oracle) {
        statusByMetadata |= event.content() instanceof Content.Metadata metadata
                && metadata.members().containsKey("Status");
        PlannedEvent planned = new PlannedEvent(event.sentMicros(), event.content(), null, Set.of());
        Map<String, String> attributes = writer.attributes(jobId, planned);
        Content fresh = fresh(event.content());
        Outcome outcome = fresh == null
                ? new Outcome.Applied(Set.of(), 0)
                : oracle.apply(writer.structured(attributes, writer.data(jobId, fresh, event.zone())));
        String reason = null;
        if (outcome instanceof Outcome.Failed failed) {
            reason = failed.reason();
        } else if (event.content() instanceof Content.Statuses statuses) {
            statuses.updates().forEach(update -> loggedMoments.add(update.timeMicros()));
        }
        if (event.content() instanceof Content.Statuses statuses && !statuses.force()) {
            reported.addAll(statuses.updates());
        }
        ObjectNode data = writer.data(jobId, event.content(), event.zone());
        byte[] key = EventWriter.utf8(Integer.toString(jobId));
        String documentFault = documentFault(event.content());
        return event.binary()
                ? new Emission(
                        key,
                        writer.bytes(data),
                        writer.binaryHeaders(attributes),
                        null,
                        Set.of(Phenomenon.BINARY),
                        reason,
                        documentFault)
                : new Emission(
                        key,
                        writer.bytes(writer.structured(attributes, data)),
                        writer.structuredHeaders(),
                        null,
                        Set.of(),
                        reason,
                        documentFault);
    }

    /** There must be a job, and it must have a VO, where there is something for its document. */
    private String documentFault(Content content) {
        boolean hasSomething = content instanceof Content.Metadata
                || content instanceof Content.Heartbeat heartbeat && heartbeat.output() != null;
        return !hasSomething
                ? null
                : switch (sort) {
                    case ORDINARY, WITHOUT_HISTORY -> null;
                    case UNKNOWN -> "JOB_NOT_FOUND";
                    case WITHOUT_VO -> "BAD_VO";
                };
    }

    /** What of it the job's history does not show; null if nothing. */
    private Content fresh(Content content) {
        if (!(content instanceof Content.Statuses statuses)) {
            return content;
        }
        List<Update> missing = statuses.updates().stream()
                .filter(update -> !loggedMoments.contains(update.timeMicros()))
                .toList();
        return missing.isEmpty() ? null : new Content.Statuses(missing, statuses.force(), statuses.attributes());
    }
}
