package org.diracgrid.ingest.bench.floor;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.HeartbeatRow;
import org.diracgrid.ingest.model.lifecycle.LogRow;

/**
 * What becomes of the events of one batch. Immutable.
 *
 * @param logRows ascending by job and number, as {@code heartbeatRows} by job
 * @param changes columns of {@code Jobs} by job, none of them empty
 * @param documents members of documents by job, each value as JSON
 */
record JobBatch(
        List<LogRow> logRows,
        List<HeartbeatRow> heartbeatRows,
        SortedMap<Integer, Map<JobAttribute, Object>> changes,
        SortedMap<Integer, Map<String, String>> documents) {

    /** Columns that are changed of any job. */
    Set<JobAttribute> changedColumns() {
        return changes.values().stream()
                .flatMap(columns -> columns.keySet().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(JobAttribute.class)));
    }
}
