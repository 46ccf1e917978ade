package org.diracgrid.ingest.oracle;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tables hold at one moment, every value as the text that the database shows.
 *
 * @param jobs rows of {@code Jobs} by JobID
 * @param logging rows of {@code LoggingInfo} by JobID, ascending by SeqNum; no entry for a job without rows
 * @param commands rows of {@code JobCommands} by JobID, ascending by ReceptionTime; no entry for a job without rows
 * @param taskQueues rows of {@code tq_Jobs}: JobId to TQId
 * @param heartbeats rows of {@code HeartBeatLoggingInfo} by JobID: the value by name and second, as in
 *     {@code Vsize 2026-06-01 12:00:00}; no entry for a job without rows
 */
public record Snapshot(
        SortedMap<Integer, JobRow> jobs,
        SortedMap<Integer, List<LogRow>> logging,
        SortedMap<Integer, List<CommandRow>> commands,
        SortedMap<Integer, Integer> taskQueues,
        SortedMap<Integer, SortedMap<String, Double>> heartbeats) {

    /**
     * A row of {@code Jobs}.
     *
     * @param columns all columns by name
     * @param touched whether LastUpdateTime was set to the server's time by a call; false where this is not known
     */
    public record JobRow(SortedMap<String, @Nullable String> columns, boolean touched) {}

    /** A row of {@code LoggingInfo}. */
    public record LogRow(
            int seqNum,
            String status,
            String minorStatus,
            String applicationStatus,
            String statusTime,
            String statusTimeOrder,
            String source) {

        /** The row without its number, to find rows that stand in another place. */
        LogRow unnumbered() {
            return new LogRow(0, status, minorStatus, applicationStatus, statusTime, statusTimeOrder, source);
        }
    }

    /** A row of {@code JobCommands}. */
    public record CommandRow(
            String command,
            String arguments,
            String status,
            String receptionTime,
            @Nullable String executionTime) {}

    /** How many rows {@code LoggingInfo} has. */
    public int logRows() {
        return logging.values().stream().mapToInt(List::size).sum();
    }

    /** How many rows {@code HeartBeatLoggingInfo} has. */
    public int heartbeatRows() {
        return heartbeats.values().stream().mapToInt(Map::size).sum();
    }
}
