package org.diracgrid.ingest.bench.floor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Leaves of each job only the last change of its row and of its document, with everything in it that the earlier ones had: what
 * somebody could write who knew the future. Rows of histories stay as they are. Stateless.
 */
final class FinalOnly {

    private FinalOnly() {}

    /** @param lane its batches, in their order */
    static List<JobBatch> of(List<JobBatch> lane) {
        List<SortedMap<Integer, Map<String, String>>> documents =
                last(lane.stream().map(JobBatch::documents).toList());
        var changes = last(lane.stream().map(JobBatch::changes).toList());
        List<JobBatch> batches = new ArrayList<>(lane.size());
        for (int i = 0; i < lane.size(); i++) {
            JobBatch batch = lane.get(i);
            batches.add(new JobBatch(batch.logRows(), batch.heartbeatRows(), changes.get(i), documents.get(i)));
        }
        return batches;
    }

    private static <K, V> List<SortedMap<Integer, Map<K, V>>> last(List<SortedMap<Integer, Map<K, V>>> steps) {
        Map<Integer, Integer> lastStep = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Integer job : steps.get(i).keySet()) {
                lastStep.put(job, i);
            }
        }
        Map<Integer, Map<K, V>> whole = new HashMap<>();
        List<SortedMap<Integer, Map<K, V>>> result = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            SortedMap<Integer, Map<K, V>> finals = new TreeMap<>();
            int step = i;
            steps.get(i).forEach((job, members) -> {
                Map<K, V> all = whole.computeIfAbsent(job, id -> new LinkedHashMap<>());
                all.putAll(members);
                if (lastStep.getOrDefault(job, -1) == step) {
                    finals.put(job, all);
                }
            });
            result.add(finals);
        }
        return result;
    }
}
