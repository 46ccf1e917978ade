package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.diracgrid.ingest.worker.pace.Comeback;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the database told of the jobs or pilots that were met last. One that does not exist is asked for again
 * each time: it may be submitted any moment.
 *
 * <p>Nobody waits for a directory that has failed slowly until it answers again, see {@link Comeback}: its failure is given for
 * answer meanwhile, so that what is known goes on.
 *
 * <p>Confined to its lane's context.
 *
 * @param <K> what is looked up by
 * @param <V> what is told
 */
final class LookUpCache<K, V> {

    private final Function<Set<K>, Future<Map<K, V>>> directory;
    private final UnaryOperator<V> compact;
    private final InstantSource clock;
    private final Map<K, V> known;
    private final Comeback comeback;
    private Set<K> missed = Set.of(); // by the last look-up
    private @Nullable StoreException failure; // of that

    /**
     * What a look-up came to.
     *
     * @param found what exists; empty where the look-up failed
     * @param failure why the look-up failed for now; null if it did not
     */
    record Answer<K, V>(Map<K, V> found, @Nullable StoreFailure failure) {}

    /**
     * @param directory tells of what exists; one question at a time
     * @param compact makes what is remembered small
     * @param max entries that are remembered, 1 or more; about 100 bytes each
     * @param clock the current time
     */
    LookUpCache(Function<Set<K>, Future<Map<K, V>>> directory, UnaryOperator<V> compact, int max, InstantSource clock) {
        this.directory = directory;
        this.compact = compact;
        this.clock = clock;
        this.comeback = new Comeback(() -> ask(missed), clock);
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    /** The VOs of jobs. */
    static LookUpCache<Integer, String> ofVos(VoDirectory directory, int max, InstantSource clock) {
        return new LookUpCache<>(directory::vosOf, String::intern, max, clock);
    }

    /** Pilots by their stamps. */
    static LookUpCache<String, Pilot> ofPilots(PilotDirectory directory, int max, InstantSource clock) {
        return new LookUpCache<>(directory::pilotsOf, Pilot::compact, max, clock);
    }

    /** What is known of {@code key}; null if nothing is. */
    @Nullable
    V get(K key) {
        return known.get(key);
    }

    void put(K key, V value) {
        known.put(key, compact.apply(value));
    }

    /**
     * Asks the directory, and remembers its answer.
     *
     * @return what it told, or why it failed for now; or a failure with a {@link StoreException} where asking again is of
     *     no use
     */
    Future<Answer<K, V>> lookUp(Set<K> keys) {
        long startedMs = clock.millis();
        StoreException last = failure;
        if (last != null && comeback.isAwaited()) {
            return Future.succeededFuture(notNow(last));
        }
        missed = keys;
        return ask(keys)
                .map(found -> {
                    failure = null;
                    return new Answer<K, V>(found, null);
                })
                .recover(cause -> failed(cause, startedMs));
    }

    private Future<Map<K, V>> ask(Set<K> keys) {
        return directory.apply(keys).onSuccess(found -> found.forEach(this::put));
    }

    private Future<Answer<K, V>> failed(Throwable cause, long startedMs) {
        if (!(cause instanceof StoreException e) || e.failure().kind() == StoreFailure.Kind.FATAL) {
            return Future.failedFuture(cause);
        }
        failure = e;
        comeback.failed(startedMs);
        return Future.succeededFuture(notNow(e));
    }

    /** What a look-up fails of is never a request's fault, so a failure that nobody has classified is waited for, too. */
    private static <K, V> Answer<K, V> notNow(StoreException cause) {
        StoreFailure failure = cause.failure();
        return new Answer<>(
                Map.of(),
                new StoreFailure(
                        StoreFailure.Kind.TRANSIENT,
                        failure.store(),
                        failure.code(),
                        "no look-up without the database: " + failure.message()));
    }
}
