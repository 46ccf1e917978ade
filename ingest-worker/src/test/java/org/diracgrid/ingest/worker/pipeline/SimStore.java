package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.worker.port.InMemoryStore;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * One worker's way to the in-memory store, a bad line: slow, failing before or after the write, for all or for some, or
 * broken for a while.
 */
final class SimStore implements StoreWriter {

    /** A batch with an update of this minor status fails as a whole, for no known reason. */
    static final String POISON_MINOR = "poison";

    private static final long TIME_OUT_MS = 1_500;

    private final SimWorld world;
    private final InMemoryStore store;
    private final Set<Runnable> underWay = new LinkedHashSet<>();
    private Outage outage = Outage.NONE;
    private long frozenUntilMs;
    boolean faulty = true;
    boolean hung; // writes are never answered, against the contract

    /** What becomes of writes and pings while it lasts. */
    enum Outage {
        NONE,
        /** Refused at once, both. */
        REFUSED,
        /** Not answered until they time out, both. */
        SILENT,
        /** The writes are refused, the pings answered. */
        READ_ONLY;

        boolean concernsPings() {
            return this == REFUSED || this == SILENT;
        }
    }

    SimStore(SimWorld world, InMemoryStore store) {
        this.world = world;
        this.store = store;
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        Promise<List<WriteOutcome>> answer = Promise.promise();
        if (hung) {
            return answer.future();
        } else if (outage != Outage.NONE) {
            failLater(answer, Kind.TRANSIENT);
        } else if (batch.requests().stream().anyMatch(SimStore::isPoison)) {
            failLater(answer, Kind.UNCLASSIFIED);
        } else if (faulty && world.chance(0.15)) {
            failLater(answer, Kind.TRANSIENT);
        } else if (faulty && world.chance(0.1)) {
            doLater(batch, answer, world.random.nextInt(30), () -> {
                store.write(sent(batch)); // done, but the answer is lost
                failLater(answer, world.chance(0.3) ? Kind.UNCLASSIFIED : Kind.TRANSIENT);
            });
        } else {
            doLater(batch, answer, latencyMs(), () -> {
                List<WriteOutcome> outcomes = faulty && world.chance(0.1)
                        ? writePart(batch)
                        : store.write(sent(batch)).result();
                world.after(world.random.nextInt(5), () -> answer.complete(outcomes));
            });
        }
        return answer.future();
    }

    /** A sign of life, which may be a lie, or lost. */
    Future<Void> ping() {
        Promise<Void> answer = Promise.promise();
        if (outage.concernsPings() || (faulty && world.chance(0.3))) {
            failLater(answer, Kind.TRANSIENT);
        } else {
            world.after(world.random.nextInt(20), answer::complete);
        }
        return answer.future();
    }

    void breakDown(Outage kind, long lengthMs) {
        outage = kind;
        world.after(lengthMs, this::recover);
    }

    void recover() {
        outage = Outage.NONE;
    }

    /** The line is cut, as by the end of a process: what is under way takes effect now or never. */
    void cut() {
        List<Runnable> writes = List.copyOf(underWay);
        underWay.clear();
        writes.stream().filter(write -> world.chance(0.5)).forEach(Runnable::run);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** The worker stands still: what is under way has been sent already, or is sent when it goes on. */
    void freeze(long untilMs) {
        frozenUntilMs = untilMs;
        List<Runnable> sent =
                underWay.stream().filter(write -> world.chance(0.5)).toList();
        underWay.removeAll(sent);
        sent.forEach(Runnable::run);
    }

    /** What is on its way: nobody asks any more. */
    private static WriteBatch sent(WriteBatch batch) {
        return new WriteBatch(batch.requests());
    }

    private void doLater(WriteBatch batch, Promise<?> answer, long delayMs, Runnable write) {
        underWay.add(write);
        world.after(delayMs, () -> send(batch, answer, write));
    }

    private void send(WriteBatch batch, Promise<?> answer, Runnable write) {
        if (world.millis() < frozenUntilMs) {
            world.after(frozenUntilMs - world.millis(), () -> send(batch, answer, write));
        } else if (underWay.remove(write)) {
            if (batch.leave().isGiven()) {
                write.run();
            } else {
                answer.fail(WriteLeave.refused());
            }
        }
    }

    /** Some jobs' requests fail alone; an event behind a failed one of its job fails with it. */
    private List<WriteOutcome> writePart(WriteBatch batch) {
        var failing = batch.requests().stream()
                .map(SimStore::jobOf)
                .distinct()
                .filter(job -> world.chance(0.4))
                .collect(Collectors.toSet());
        List<WriteRequest> working = batch.requests().stream()
                .filter(request -> !failing.contains(jobOf(request)))
                .toList();
        List<WriteOutcome> written = new ArrayList<>();
        if (!working.isEmpty()) {
            written.addAll(store.write(new WriteBatch(working)).result());
        }
        List<WriteOutcome> all = new ArrayList<>();
        for (WriteRequest request : batch.requests()) {
            all.add(
                    failing.contains(jobOf(request))
                            ? new WriteOutcome.Failed(new StoreFailure(Kind.TRANSIENT, "memory", "busy", "row busy"))
                            : written.remove(0));
        }
        return all;
    }

    private void failLater(Promise<?> answer, Kind kind) {
        StoreException failure = new StoreException(new StoreFailure(kind, "memory", "E", "simulated"), null);
        long afterMs = outage == Outage.SILENT ? TIME_OUT_MS : world.random.nextInt(20);
        world.after(afterMs, () -> answer.fail(failure));
    }

    private long latencyMs() {
        return faulty && world.chance(0.03) ? 3_000 : world.random.nextInt(20);
    }

    private static String jobOf(WriteRequest request) {
        return request.event().key();
    }

    private static boolean isPoison(WriteRequest request) {
        return request.event() instanceof JobStatusEvent status
                && status.updates().stream().anyMatch(update -> POISON_MINOR.equals(update.minorStatus()));
    }
}
