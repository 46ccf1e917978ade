package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Remembers the VOs of the jobs that were asked for last. A job that does not exist is asked for again each time: it may
 * be submitted any moment. Confined to its lane's context.
 */
final class VoCache implements VoDirectory {

    private final VoDirectory directory;
    private final Map<Integer, String> voByJob;

    /** @param jobsMax jobs that are remembered, 1 or more; about 100 bytes each */
    VoCache(VoDirectory directory, int jobsMax) {
        this.directory = directory;
        this.voByJob = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
                return size() > jobsMax;
            }
        };
    }

    @Override
    public Future<Map<Integer, String>> vosOf(Set<Integer> jobIds) {
        Map<Integer, String> vos = new HashMap<>();
        Set<Integer> unknown = new TreeSet<>();
        for (Integer jobId : jobIds) {
            String vo = voByJob.get(jobId);
            if (vo == null) {
                unknown.add(jobId);
            } else {
                vos.put(jobId, vo);
            }
        }
        if (unknown.isEmpty()) {
            return Future.succeededFuture(vos);
        }
        return directory.vosOf(unknown).map(found -> {
            found.forEach((jobId, vo) -> voByJob.put(jobId, vo.intern()));
            vos.putAll(found);
            return vos;
        });
    }

    /** Asks again for {@code jobId} the next time: its VO was changed. */
    void forget(int jobId) {
        voByJob.remove(jobId);
    }
}
