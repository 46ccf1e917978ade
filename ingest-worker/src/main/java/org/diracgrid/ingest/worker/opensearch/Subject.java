package org.diracgrid.ingest.worker.opensearch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a document of parameters is about. Immutable.
 *
 * @param number the number of the job or pilot: the document's {@code _id}
 * @param members what every document of it begins with
 */
record Subject(long number, Map<String, Object> members) {

    static Subject job(int jobId) {
        return new Subject(jobId, Map.of("JobID", jobId));
    }

    static Subject pilot(long pilotId, String stamp) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("PilotID", pilotId);
        members.put("PilotStamp", stamp);
        return new Subject(pilotId, Collections.unmodifiableMap(members));
    }
}
