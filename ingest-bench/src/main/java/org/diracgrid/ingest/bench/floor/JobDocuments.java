package org.diracgrid.ingest.bench.floor;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.IntFunction;

/** Writes bulk requests that merge members into the documents of jobs, and make those that are missing. Stateless. */
final class JobDocuments {

    private static final int JOBS_PER_INDEX = 1_000_000;

    private JobDocuments() {}

    /**
     * One request for each batch that has documents.
     *
     * @param voOf the VO of a job, by its number
     * @param nowMs the current time, milliseconds since the epoch
     */
    static List<String> bulks(List<JobBatch> batches, IntFunction<String> voOf, long nowMs) {
        return batches.stream()
                .map(JobBatch::documents)
                .filter(documents -> !documents.isEmpty())
                .map(documents -> bulk(documents, voOf, nowMs))
                .toList();
    }

    private static String bulk(
            SortedMap<Integer, Map<String, String>> documents, IntFunction<String> voOf, long nowMs) {
        StringBuilder bulk = new StringBuilder();
        documents.forEach((jobId, members) -> {
            String index =
                    "job_parameters_" + voOf.apply(jobId).toLowerCase(Locale.ROOT) + '_' + jobId / JOBS_PER_INDEX + 'm';
            bulk.append("{\"update\":{\"_index\":\"")
                    .append(index)
                    .append("\",\"_id\":\"")
                    .append(jobId)
                    .append("\",\"retry_on_conflict\":10}}\n{\"doc\":{\"JobID\":")
                    .append(jobId)
                    .append(",\"timestamp\":")
                    .append(nowMs);
            members.forEach((name, value) ->
                    bulk.append(",\"").append(name).append("\":").append(value));
            bulk.append("},\"doc_as_upsert\":true}\n");
        });
        return bulk.toString();
    }
}
