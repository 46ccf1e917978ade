package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of one batch go: the VO of each job, followed from event to event.
 *
 * <pre>
 * nothing known of job 7   parameters            → as the next event tells: lhcb
 *                          applied status, lhcb  → lhcb
 *                          sets VO = dteam       → dteam, what came before stays
 *                          parameters            → dteam
 * </pre>
 *
 * A job that neither the cache nor an event of the batch tells of is looked up. Where that fails for now, the events of
 * such jobs fail, all of them, and no others.
 *
 * <p>Confined to the lane that writes the batch.
 */
final class BatchVos {

    private final LookUpCache<Integer, String> cache;
    private final IndexNames indices;
    private final Map<Integer, String> known = new HashMap<>();
    private @Nullable StoreFailure lookUpFailure;

    BatchVos(LookUpCache<Integer, String> cache, IndexNames indices) {
        this.cache = cache;
        this.indices = indices;
    }

    /**
     * Finds out with which VO each job begins.
     *
     * @param updates of the batch, in their order
     * @return done, also where some are not known because a look-up failed for now; or a failure with a
     *     {@link StoreException} where it cannot succeed
     */
    Future<Void> find(Collection<ParameterUpdate> updates) {
        Set<Integer> unknown = new TreeSet<>();
        for (ParameterUpdate update : updates) {
            int jobId = update.jobId();
            String vo = cache.get(jobId);
            if (vo == null) {
                vo = legalVo(update);
            }
            if (vo == null) {
                unknown.add(jobId);
            } else {
                known.putIfAbsent(jobId, vo);
            }
        }
        unknown.removeAll(known.keySet());
        if (unknown.isEmpty()) {
            return Future.succeededFuture();
        }
        return cache.lookUp(unknown)
                .onSuccess(answer -> {
                    known.putAll(answer.found());
                    lookUpFailure = answer.failure();
                })
                .mapEmpty();
    }

    /**
     * Goes on to the next event.
     *
     * @return why it cannot be written; null if it goes to {@link #voOf} its job
     */
    @Nullable
    WriteOutcome next(ParameterUpdate update) {
        int jobId = update.jobId();
        String told = legalVo(update);
        if (told != null) {
            known.put(jobId, told);
        } else if (update.vo() != null) {
            return update.parameters().isEmpty() ? null : badVo(jobId);
        }
        if (!known.containsKey(jobId)) {
            return unknown(update);
        }
        String newVo = update.newVo();
        if (newVo != null) {
            known.put(jobId, newVo);
        }
        return indices.isLegal(voOf(jobId)) || update.parameters().isEmpty() ? null : badVo(jobId);
    }

    /** The VO after the event that was last gone to; the job has to be known. */
    String voOf(int jobId) {
        String vo = known.get(jobId);
        if (vo == null) {
            throw new IllegalStateException("the VO of job " + jobId + " is not known");
        }
        return vo;
    }

    /** For the next batches: what an event has told that is settled now. A lane writes one that failed once more. */
    void remember(ParameterUpdate update) {
        String vo = update.newVo() == null ? legalVo(update) : update.newVo();
        if (vo != null && known.containsKey(update.jobId())) {
            cache.put(update.jobId(), vo);
        }
    }

    /** A VO that no index can have tells nothing of the job's other events. */
    private @Nullable String legalVo(ParameterUpdate update) {
        String vo = update.vo();
        return vo == null || !indices.isLegal(vo) ? null : vo;
    }

    private WriteOutcome unknown(ParameterUpdate update) {
        if (lookUpFailure != null) {
            return new WriteOutcome.Failed(lookUpFailure);
        }
        // An attribute of a job that is gone is the other store's affair.
        return update.parameters().isEmpty()
                ? WriteOutcome.Stored.INSTANCE
                : new WriteOutcome.Absent(ReasonCode.JOB_NOT_FOUND, "job " + update.jobId() + " is not in Jobs");
    }

    private static WriteOutcome badVo(int jobId) {
        return new WriteOutcome.Rejected(
                ReasonCode.BAD_VO, "the VO of job " + jobId + " cannot be part of an index's name");
    }
}
