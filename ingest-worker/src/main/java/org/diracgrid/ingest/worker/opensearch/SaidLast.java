package org.diracgrid.ingest.worker.opensearch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what the feed said last of the jobs that were met last, to know what has been overtaken: a worker that stood still
 * after a commit may be heard after the one that has its partitions now, with a status that is not the job's any more.
 *
 * <p>Overtaken is what was said earlier and knew less. Time alone does not tell, because the clocks of workers differ; the number of the last
 * log row alone does not, because a history may have been deleted.
 *
 * <p>Confined to its lane's context.
 */
final class SaidLast {

    private static final Logger LOG = LoggerFactory.getLogger(SaidLast.class);

    /** Jobs that are remembered; about a mebibyte of them. */
    private static final int JOBS_MAX = 8_192;

    private record Said(int seqNum, long micros) {

        boolean isOvertakenBy(Said other) {
            return 0 < seqNum && seqNum < other.seqNum && micros < other.micros;
        }
    }

    private final Map<Integer, Said> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Said> eldest) {
            return size() > JOBS_MAX;
        }
    };

    /** Whether {@code event} must not be written any more. Otherwise it is remembered, if it is about the document at all. */
    boolean isOvertaken(JobStatusAppliedEvent event) {
        if (event.documentStatus() == null) {
            return false;
        }
        Said said = new Said(event.seqNum(), event.envelope().timeMicros());
        Said before = last.get(event.jobId());
        if (before != null && said.isOvertakenBy(before)) {
            LOG.debug("a status came too late on the feed: job={} is={} was={}", event.jobId(), said, before);
            return true;
        }
        last.put(event.jobId(), said);
        return false;
    }
}
