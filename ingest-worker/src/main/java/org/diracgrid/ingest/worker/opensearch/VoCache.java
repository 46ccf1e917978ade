package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the VOs of the jobs that were met last. A job that does not exist is asked for again each time: it may be
 * submitted any moment.
 *
 * <p>A directory that fails is left alone for {@value #REST_FACTOR} times as long as its failure took, and its failure is
 * given for answer meanwhile: so a directory that does not answer at all, where a refusal costs seconds, takes a fifth of
 * the lane's time from the jobs that are known. A refusal at once costs nothing and is followed by no rest.
 *
 * <p>Confined to its lane's context.
 */
final class VoCache {

    private static final int REST_FACTOR = 4;

    private static final long REST_MAX_MS = 30_000;

    private final VoDirectory directory;
    private final InstantSource clock;
    private final Map<Integer, String> voByJob;
    private @Nullable Throwable failure; // of the last look-up
    private long failedAtMs;
    private long restMs;

    /**
     * @param jobsMax jobs that are remembered, 1 or more; about 100 bytes each
     * @param clock for the rest
     */
    VoCache(VoDirectory directory, int jobsMax, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        this.voByJob = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
                return size() > jobsMax;
            }
        };
    }

    /** The VO of {@code jobId}; null if it is not known here. */
    @Nullable
    String get(int jobId) {
        return voByJob.get(jobId);
    }

    void put(int jobId, String vo) {
        voByJob.put(jobId, vo.intern());
    }

    /** Asks the directory, and remembers its answer; see {@link VoDirectory#vosOf}. */
    Future<Map<Integer, String>> lookUp(Set<Integer> jobIds) {
        long startedMs = clock.millis();
        Throwable last = failure;
        if (last != null && isWithin(startedMs - failedAtMs, restMs)) {
            return Future.failedFuture(last);
        }
        return directory
                .vosOf(jobIds)
                .onSuccess(found -> {
                    failure = null;
                    found.forEach(this::put);
                })
                .onFailure(cause -> {
                    failure = cause;
                    failedAtMs = clock.millis();
                    restMs = Math.min(REST_FACTOR * (failedAtMs - startedMs), REST_MAX_MS);
                });
    }

    /** False, too, where the clock was set back. */
    private static boolean isWithin(long passedMs, long limitMs) {
        return passedMs >= 0 && passedMs < limitMs;
    }
}
