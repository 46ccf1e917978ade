package org.diracgrid.ingest.oracle;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of pilots hold at one moment, every value as the text that the database shows. Pilots go by their stamps,
 * because their numbers are the database's own.
 *
 * @param pilots columns of {@code PilotAgents} by stamp, without the number and the stamp; two rows of one stamp are two
 *     elements
 * @param jobs rows of {@code JobToPilotMapping} by stamp, {@code 17 2026-06-01 12:00:00} for a job and its StartTime, in their
 *     order as texts; no entry for a pilot without rows
 * @param outputs {@code StdOutput} and {@code StdError} by stamp; no entry for a pilot without a row
 * @param ids the numbers of the stored pilots by stamp; empty where there are none yet
 */
public record PilotSnapshot(
        SortedMap<String, List<SortedMap<String, @Nullable String>>> pilots,
        SortedMap<String, List<String>> jobs,
        SortedMap<String, List<String>> outputs,
        SortedMap<String, Integer> ids) {

    /** How many rows {@code JobToPilotMapping} has. */
    public int jobRows() {
        return jobs.values().stream().mapToInt(List::size).sum();
    }
}
