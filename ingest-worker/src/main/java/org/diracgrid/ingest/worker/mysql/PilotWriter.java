package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import java.time.InstantSource;
import org.diracgrid.ingest.model.pilot.PilotFold;
import org.diracgrid.ingest.worker.pace.Comeback;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreProbe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the pilots of batches, one transaction per batch (see {@link PilotTransaction}), on connections of its own: nothing
 * that jobs and pilots have to do with each other is in both of their tables.
 *
 * <p>So a server of pilots that is away costs jobs little: only the events of pilots fail, each waits aside by its key, and
 * after an attempt that took long none is made until the server answers, see {@link Comeback}.
 *
 * <p>Confined to its lane's context.
 */
final class PilotWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PilotWriter.class);

    private final LaneConnections connections;
    private final PilotSchema schema;
    private final PilotFold rules;
    private final InstantSource wallClock;
    private final PilotIdCache cache = new PilotIdCache();
    private final Comeback comeback;

    private @Nullable StoreFailure failure; // of the last attempt
    private int failures; // in a row

    PilotWriter(LaneConnections connections, PilotSchema schema, PilotFold rules, InstantSource wallClock) {
        this.connections = connections;
        this.schema = schema;
        this.rules = rules;
        this.wallClock = wallClock;
        this.comeback = new Comeback(() -> connections.ping(StoreProbe.PING_MAX_MS), wallClock);
    }

    PilotTexts texts() {
        return schema.texts();
    }

    /**
     * Writes {@code batch}, which learns its outcomes.
     *
     * @return done; or a failure with a {@link StoreException} that is not {@code TRANSIENT}
     */
    Future<Void> write(PilotBatch batch) {
        if (batch.isEmpty()) {
            return Future.succeededFuture();
        }
        long startedMs = wallClock.millis();
        StoreFailure last = failure;
        if (last != null && comeback.isAwaited()) {
            batch.fail(last);
            return Future.succeededFuture();
        }
        return connections
                .acquire()
                .compose(connection -> new PilotTransaction(connection, schema, batch, rules, cache, wallClock)
                        .run()
                        .onComplete(done -> connections.release(connection)))
                .onSuccess(unused -> succeeded())
                .recover(cause -> failed(batch, MySqlFailures.of(cause), startedMs));
    }

    private void succeeded() {
        if (failures > 0) {
            LOG.info("pilots are written again: failures={}", failures);
        }
        failure = null;
        failures = 0;
    }

    private Future<Void> failed(PilotBatch batch, StoreException cause, long startedMs) {
        StoreFailure found = cause.failure();
        if (found.kind() != StoreFailure.Kind.TRANSIENT) {
            return Future.failedFuture(cause);
        }
        failure = found;
        failures++;
        comeback.failed(startedMs);
        if (Integer.bitCount(failures) == 1) { // the 1st, 2nd, 4th, 8th …: an outage must not fill the log
            LOG.warn(
                    "pilots are not written, trying again: code={} failures={} message={}",
                    found.code(),
                    failures,
                    found.message());
        }
        batch.fail(found);
        return Future.succeededFuture();
    }
}
