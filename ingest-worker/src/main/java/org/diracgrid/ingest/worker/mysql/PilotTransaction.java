package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotName.Column;
import org.diracgrid.ingest.model.pilot.PilotFold;
import org.diracgrid.ingest.model.pilot.PilotJob;
import org.diracgrid.ingest.model.pilot.PilotOutput;
import org.diracgrid.ingest.model.pilot.PilotRow;
import org.diracgrid.ingest.model.pilot.PilotState;
import org.diracgrid.ingest.model.pilot.PilotStates;
import org.diracgrid.ingest.worker.mysql.PilotJobsTable.Pair;
import org.diracgrid.ingest.worker.mysql.PilotsTable.Found;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteLeave;

/**
 * The pilots of one batch, one transaction: find, lock and load, fold, write, commit.
 *
 * <pre>
 *   SELECT PilotAgents BY stamp           only for stamps that the lane has not met; one scan for all of them
 *   SELECT PilotAgents BY reference       only where events name their pilot by that
 *   SELECT PilotAgents … FOR UPDATE       lock, ascending by number; serialises the workers
 *   SELECT JobToPilotMapping              only where jobs are assigned
 *   (fold in memory)
 *   INSERT PilotAgents, SELECT … FOR UPDATE   only for registrations: see {@link PilotInsertion}
 *   UPDATE PilotAgents                    on the wire together with these
 *   INSERT JobToPilotMapping, PilotOutput behind them, because new pilots have their numbers by then
 *   COMMIT
 * </pre>
 *
 * Confined to the lane that writes the batch.
 */
final class PilotTransaction {

    private final LaneConnection connection;
    private final PilotSchema schema;
    private final PilotBatch batch;
    private final PilotFold rules;
    private final PilotIdCache cache;
    private final InstantSource wallClock;

    private PilotStates pilots = new PilotStates(List.of(), Set.of());
    private final Map<PilotState, Integer> newIds = new HashMap<>();

    PilotTransaction(
            LaneConnection connection,
            PilotSchema schema,
            PilotBatch batch,
            PilotFold rules,
            PilotIdCache cache,
            InstantSource wallClock) {
        this.connection = connection;
        this.schema = schema;
        this.batch = batch;
        this.rules = rules;
        this.cache = cache;
        this.wallClock = wallClock;
    }

    /** Done once the transaction is committed; after a failure it is rolled back or its connection is closed. */
    Future<Void> run() {
        return load().compose(unused -> write())
                .compose(unused -> writeBehind())
                .compose(unused -> batch.leave().isGiven()
                        ? connection.query("COMMIT")
                        : Future.failedFuture(WriteLeave.refused()))
                .onSuccess(unused -> newIds.forEach((pilot, id) -> cache.put(stampOf(pilot), id)))
                .<Void>mapEmpty()
                .recover(this::undo);
    }

    /** Again, if a number that was remembered is no longer that of its stamp. */
    private Future<?> load() {
        Map<PilotName, Integer> remembered = new HashMap<>();
        Set<String> unknown = new TreeSet<>();
        for (PilotName name : batch.names(Column.STAMP)) {
            PilotName stamp = name.compared();
            Integer id = cache.get(stamp);
            if (id != null) {
                remembered.put(stamp, id);
            } else {
                addSpellings(name, unknown);
            }
        }
        Set<String> references = new TreeSet<>();
        batch.names(Column.REFERENCE).forEach(name -> addSpellings(name, references));
        Future<List<Found>> byStamp = schema.pilots().find(connection, Column.STAMP, unknown);
        Future<List<Found>> byReference = schema.pilots().find(connection, Column.REFERENCE, references);
        return Future.all(byStamp, byReference).compose(unused -> {
            remember(byStamp.result());
            Set<Integer> ids = new TreeSet<>(remembered.values());
            byStamp.result().forEach(found -> ids.add(found.pilotId()));
            byReference.result().forEach(found -> ids.add(found.pilotId()));
            return lock(List.copyOf(ids), remembered);
        });
    }

    /** As the event has it, for collations to which a blank at the end is a letter, and as it is compared. */
    private static void addSpellings(PilotName name, Set<String> texts) {
        texts.add(name.text());
        texts.add(name.compared().text());
    }

    /** A stamp of several pilots is not: that there are others must be known whenever it is used. */
    private void remember(Collection<Found> pilots) {
        Map<PilotName, Set<Integer>> idsByStamp = idsByStamp(pilots);
        idsByStamp.forEach((stamp, ids) -> {
            if (ids.size() == 1) {
                cache.put(stamp, ids.iterator().next());
            }
        });
    }

    private static Map<PilotName, Set<Integer>> idsByStamp(Collection<Found> pilots) {
        Map<PilotName, Set<Integer>> ids = new HashMap<>();
        for (Found found : pilots) {
            if (PilotName.isName(Column.STAMP, found.stamp())) {
                ids.computeIfAbsent(PilotName.ofStamp(found.stamp()).compared(), stamp -> new HashSet<>())
                        .add(found.pilotId());
            }
        }
        return ids;
    }

    private Future<?> lock(List<Integer> ids, Map<PilotName, Integer> remembered) {
        Future<List<PilotRow>> rows = schema.pilots().lock(connection, ids);
        Future<Set<PilotJob>> jobs = schema.jobs().read(connection, batch.assignsJobs() ? ids : List.of());
        return Future.all(rows, jobs).compose(unused -> {
            if (forgetStale(remembered, rows.result())) {
                return load();
            }
            pilots = new PilotStates(rows.result(), jobs.result());
            batch.apply(pilots, rules, wallMicros());
            return Future.succeededFuture();
        });
    }

    private boolean forgetStale(Map<PilotName, Integer> remembered, List<PilotRow> rows) {
        Map<Integer, PilotRow> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.pilotId(), row));
        Map<PilotName, Integer> stale = new HashMap<>(remembered);
        stale.entrySet().removeIf(entry -> {
            PilotRow row = byId.get(entry.getValue());
            return row != null
                    && PilotName.isName(Column.STAMP, row.stamp())
                    && PilotName.ofStamp(row.stamp()).compared().equals(entry.getKey());
        });
        stale.keySet().forEach(cache::remove);
        return !stale.isEmpty();
    }

    private long wallMicros() {
        Instant now = wallClock.instant();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }

    private Future<?> write() {
        List<PilotState> registered = pilots.registered();
        List<PilotState> changed = pilots.loaded().stream()
                .filter(pilot -> pilot.lastUpdateMicros() != null)
                .toList();
        List<Future<?>> answers = new ArrayList<>();
        answers.addAll(schema.insertion().insert(connection, registered));
        answers.addAll(schema.pilots().update(connection, changed));
        answers.add(schema.insertion().findInserted(connection, registered).map(found -> number(registered, found)));
        return Future.all(answers);
    }

    /** Each new pilot has the number that the database gave it, if it is the only one of its stamp. */
    private Map<PilotState, Integer> number(List<PilotState> registered, List<Found> found) {
        Map<PilotName, Set<Integer>> ids = idsByStamp(found);
        for (PilotState pilot : registered) {
            Set<Integer> own = ids.getOrDefault(stampOf(pilot), Set.of());
            if (own.size() != 1) {
                throw new StoreException(
                        new StoreFailure(
                                StoreFailure.Kind.TRANSIENT,
                                MySqlFailures.STORE,
                                "REGISTERED",
                                "another worker registered the same pilot"),
                        null);
            }
            newIds.put(pilot, own.iterator().next());
        }
        return newIds;
    }

    private static PilotName stampOf(PilotState registered) {
        return PilotName.ofStamp(
                        Objects.requireNonNull(registered.registration()).stamp())
                .compared();
    }

    /** What needs the numbers of pilots. */
    private Future<?> writeBehind() {
        Map<Integer, PilotState> byId = new TreeMap<>();
        pilots.loaded()
                .forEach(pilot -> byId.put(Objects.requireNonNull(pilot.row()).pilotId(), pilot));
        newIds.forEach((pilot, id) -> byId.put(id, pilot));
        List<Pair> pairs = new ArrayList<>();
        List<Future<?>> answers = new ArrayList<>();
        byId.forEach((id, pilot) -> {
            pilot.newJobs().forEach((job, startMicros) -> pairs.add(new Pair(id, job, startMicros)));
            PilotOutput output = pilot.output();
            if (output != null) {
                answers.add(schema.output().write(connection, id, output));
            }
        });
        pairs.sort(Comparator.comparingInt(Pair::pilotId).thenComparingInt(Pair::jobId));
        answers.addAll(schema.jobs().insert(connection, pairs));
        return Future.all(answers);
    }

    /** Brings the connection back to where it was, or closes it, and passes the failure on. */
    private Future<Void> undo(Throwable cause) {
        if (!(cause instanceof StoreException) && !MySqlFailures.leavesConnectionUsable(cause)) {
            connection.kill();
            return Future.failedFuture(cause);
        }
        return connection
                .query("ROLLBACK")
                .onFailure(failure -> connection.kill())
                .transform(done -> Future.failedFuture(cause));
    }
}
