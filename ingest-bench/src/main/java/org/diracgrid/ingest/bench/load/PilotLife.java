package org.diracgrid.ingest.bench.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.PilotStatus;

/** What is reported about one pilot: it is registered, waits, runs, gets a job, and is done. Immutable. */
record PilotLife(int ordinal, long seed) {

    /** How many events a pilot has. */
    static final int STEPS = 5;

    private static final String SOURCE = "/dirac/bench";
    private static final List<String> VOS = List.of("lhcb", "Belle", "vo.cta.in2p3.fr", "gridpp");

    /** Event number {@code step}, from 0, sent at that time in microseconds since the epoch. */
    IngestEvent at(int step, long sentMicros) {
        return switch (step) {
            case 0 -> registered(sentMicros);
            case 1 -> changed(step, sentMicros, PilotStatus.WAITING, Map.of());
            case 2 -> changed(step, sentMicros, PilotStatus.RUNNING, Map.of(PilotAttribute.BENCHMARK, 12.5));
            case 3 -> assigned(sentMicros);
            case 4 ->
                changed(
                        step,
                        sentMicros,
                        ordinal % 9 == 0 ? PilotStatus.ABORTED : PilotStatus.DONE,
                        Map.of(PilotAttribute.ACCOUNTING_SENT, "True"));
            default -> throw new IllegalArgumentException("a pilot has " + STEPS + " events");
        };
    }

    String stamp() {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003L + ordinal);
        return "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }

    private IngestEvent registered(long sent) {
        String stamp = stamp();
        return new PilotRegisteredEvent(
                envelope(PilotRegisteredEvent.TYPE, 0, sent),
                stamp,
                VOS.get(ordinal % VOS.size()),
                "HTCondorCE",
                "LCG.Site" + ordinal % 120 + ".org",
                "ce" + ordinal % 300 + ".example.org",
                "htcondorce://ce" + ordinal % 300 + ".example.org/" + ordinal + ".0:::" + stamp,
                PilotStatus.SUBMITTED,
                sent);
    }

    private IngestEvent changed(int step, long sent, PilotStatus status, Map<PilotAttribute, Object> more) {
        Map<PilotAttribute, Object> attributes = new EnumMap<>(PilotAttribute.class);
        attributes.put(PilotAttribute.STATUS, status.text());
        attributes.putAll(more);
        return new PilotMetadataEvent(
                envelope(PilotMetadataEvent.TYPE, step, sent), PilotName.ofStamp(stamp()), attributes);
    }

    private IngestEvent assigned(long sent) {
        return new PilotJobsAssignedEvent(
                envelope(PilotJobsAssignedEvent.TYPE, 3, sent), stamp(), List.of(ordinal + 1), sent, false, null);
    }

    private EventEnvelope envelope(String type, int step, long sent) {
        return new EventEnvelope("pilot " + ordinal + ':' + step, SOURCE, type, sent);
    }
}
