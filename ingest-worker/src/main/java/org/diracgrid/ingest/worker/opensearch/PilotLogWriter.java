package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogSequences;
import org.diracgrid.ingest.worker.opensearch.pilotlog.UnknownPilot;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of pilots' logs, a document each: the pilot's number, a legal index, then the lines (see {@link LogLines}).
 *
 * <p>The VO is the event's own, as in DiracX, where it is that of the token that the pilot shows. A pilot that is not
 * registered is {@link WriteOutcome.Absent} until the request is overdue; then {@link UnknownPilot} decides.
 *
 * <p>Idempotent: a line is the same document whenever it is written. Lines leave each other alone, so every event is
 * answered for itself, whatever becomes of those before it.
 *
 * <p>Confined to its lane's context.
 */
final class PilotLogWriter {

    /** What DiracX gives as number of a pilot that it does not know. */
    static final long UNKNOWN = -1;

    private final BulkLane lane;
    private final IndexNames indices;
    private final LogEncoder encoder;
    private final UnknownPilot unknownPilot;
    private final LogSequences sequences;
    private final LogCounters counters;

    /**
     * @param lane sends this writer's requests and nobody else's
     * @param encoder this writer's and nobody else's, as {@code sequences} is
     */
    PilotLogWriter(
            BulkLane lane,
            IndexNames indices,
            LogEncoder encoder,
            UnknownPilot unknownPilot,
            LogSequences sequences,
            LogCounters counters) {
        this.lane = lane;
        this.indices = indices;
        this.encoder = encoder;
        this.unknownPilot = unknownPilot;
        this.sequences = sequences;
        this.counters = counters;
    }

    /**
     * Writes {@code batch}.
     *
     * @param batch {@link PilotLogEvent}s
     * @param pilots those that they are about
     * @return as {@link org.diracgrid.ingest.worker.port.StoreWriter#write}
     */
    Future<List<WriteOutcome>> write(WriteBatch batch, BatchPilots pilots) {
        List<Message> messages = batch.requests().stream()
                .map(request -> message(request, pilots))
                .toList();
        List<LogLines.Source> sources = new ArrayList<>();
        messages.forEach(message -> {
            if (message.lines() != null) {
                sources.add(message.lines());
            }
        });
        return new LogLines(lane, encoder, sources, batch.leave())
                .write()
                .map(unused -> messages.stream().map(this::settle).toList());
    }

    /**
     * One event of the batch.
     *
     * @param refusal why it is not written; null if it is
     * @param lines what is written of it; null if nothing is
     */
    private record Message(PilotLogEvent event, @Nullable WriteOutcome refusal, LogLines.@Nullable Source lines) {}

    private Message message(WriteRequest request, BatchPilots pilots) {
        PilotLogEvent event = (PilotLogEvent) request.event();
        if (!indices.isLegal(event.vo())) {
            String detail = "the VO of pilot " + event.stamp() + " cannot be part of an index's name";
            return new Message(event, new WriteOutcome.Rejected(ReasonCode.BAD_VO, detail), null);
        }
        if (event.lines().isEmpty()) {
            return new Message(event, null, null);
        }
        Pilot pilot = pilots.of(event.stamp());
        WriteOutcome refusal = pilot == null ? refusal(request, pilots.absent(event.stamp())) : null;
        if (refusal != null) {
            return new Message(event, refusal, null);
        }
        long pilotId = pilot == null ? UNKNOWN : pilot.pilotId();
        return new Message(event, null, new LogLines.Source(event, indices.of(event.vo(), pilotId), pilotId));
    }

    /** What becomes of an event without a pilot; null if it is stored without. */
    private @Nullable WriteOutcome refusal(WriteRequest request, WriteOutcome absent) {
        if (!request.overdue() || absent.kind() != WriteOutcome.Kind.ABSENT) {
            return absent;
        }
        return switch (unknownPilot) {
            case STORE -> null;
            case REJECT -> absent;
            case RETRY ->
                new WriteOutcome.Failed(new StoreFailure(
                        StoreFailure.Kind.TRANSIENT,
                        OpenSearchFailures.STORE,
                        ReasonCode.PILOT_NOT_FOUND.name(),
                        ((WriteOutcome.Absent) absent).detail()));
        };
    }

    private WriteOutcome settle(Message message) {
        WriteOutcome outcome = message.refusal() != null
                ? message.refusal()
                : message.lines() == null
                        ? WriteOutcome.Stored.INSTANCE
                        : message.lines().outcome();
        switch (outcome.kind()) {
            case STORED, SUPERSEDED -> count(message);
            case ABSENT, REJECTED, DEFERRED, FAILED -> {
                // Not written, or not all of it: it is counted when it comes again, if it does.
            }
        }
        return outcome;
    }

    private void count(Message message) {
        PilotLogEvent event = message.event();
        LogLines.Source lines = message.lines();
        if (lines != null) {
            counters.stored(event.lines().size(), lines.pilotId() == UNKNOWN);
        }
        Long sequence = event.sequence();
        if (sequence != null) {
            sequences.settled(event.stamp(), sequence);
        }
    }
}
