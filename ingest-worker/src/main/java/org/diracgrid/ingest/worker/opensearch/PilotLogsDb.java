package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.List;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * DiracX's {@code PilotLogsDB}: one document per line, in indices like {@code pilot_logs_lhcb_17m}. Thread-safe.
 *
 * <p>The template is our own and goes before DiracX's: it has three fields more.
 */
public final class PilotLogsDb extends OpenSearchDatabase {

    private static final int PAGE = 5_000;

    /** @param connection not closed by this object */
    public PilotLogsDb(OpenSearchConnection connection) {
        super(connection, "pilot_logs", "ingest_pilot_logs");
    }

    /**
     * Writes the lines of one message; those that are stored already stay as they are.
     *
     * @param pilotId the pilot's number; -1 where it has none
     * @return done once all are stored; or a failure with a {@link StoreException}
     * @throws IllegalArgumentException if the VO cannot be part of an index's name
     */
    public Future<Void> insert(PilotLogEvent event, long pilotId) {
        LogLines.Source source = new LogLines.Source(event, indexOf(event.vo(), pilotId), pilotId);
        List<LogLines.Source> sources = event.lines().isEmpty() ? List.of() : List.of(source);
        return new LogLines(new BulkLane(connection()), new LogEncoder(false), sources, WriteLeave.ALWAYS)
                .write()
                .compose(unused -> answer(source.outcome()));
    }

    /** The lines that {@code query} finds, in their order. */
    public LogPages read(LogQuery query) {
        return new LogPages(this, query, PAGE);
    }

    private static Future<Void> answer(WriteOutcome outcome) {
        return switch (outcome.kind()) {
            case STORED, SUPERSEDED -> Future.succeededFuture();
            case FAILED -> Future.failedFuture(new StoreException(((WriteOutcome.Failed) outcome).failure(), null));
            case REJECTED -> {
                WriteOutcome.Rejected rejected = (WriteOutcome.Rejected) outcome;
                yield Future.failedFuture(OpenSearchFailures.failure(
                        StoreFailure.Kind.UNCLASSIFIED, rejected.reason().name(), rejected.detail()));
            }
            case ABSENT, DEFERRED -> throw new IllegalStateException("nothing was asked for: " + outcome);
        };
    }
}
