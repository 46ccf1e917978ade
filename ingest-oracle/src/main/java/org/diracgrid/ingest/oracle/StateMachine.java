package org.diracgrid.ingest.oracle;

import java.util.Map;
import java.util.Set;

/** Where a job may go from where it is. What is not allowed keeps the job where it is. */
final class StateMachine {

    private static final Map<String, Set<String>> MOVES = Map.ofEntries(
            Map.entry("Submitting", Set.of("Received", "Checking", "Deleted", "Killed")),
            Map.entry("Received", Set.of("Scouting", "Checking", "Staging", "Waiting", "Failed", "Deleted", "Killed")),
            Map.entry(
                    "Checking", Set.of("Scouting", "Staging", "Waiting", "Rescheduled", "Failed", "Deleted", "Killed")),
            Map.entry("Scouting", Set.of("Checking", "Failed", "Stalled", "Killed")),
            Map.entry("Staging", Set.of("Checking", "Waiting", "Failed", "Killed")),
            Map.entry("Waiting", Set.of("Matched", "Rescheduled", "Deleted", "Killed")),
            Map.entry("Matched", Set.of("Running", "Failed", "Rescheduled", "Killed")),
            Map.entry("Rescheduled", Set.of("Waiting", "Received", "Deleted", "Failed", "Killed")),
            Map.entry(
                    "Running", Set.of("Stalled", "Done", "Failed", "Rescheduled", "Completing", "Killed", "Received")),
            Map.entry("Stalled", Set.of("Running", "Failed", "Killed")),
            Map.entry("Completing", Set.of("Done", "Failed", "Completed", "Stalled", "Killed")),
            Map.entry("Completed", Set.of("Done", "Failed")),
            Map.entry("Done", Set.of("Deleted")),
            Map.entry("Failed", Set.of("Rescheduled", "Deleted")),
            Map.entry("Killed", Set.of("Deleted")),
            Map.entry("Deleted", Set.of()));

    private StateMachine() {}

    /** The state after {@code candidate} was asked for; a deleted job goes anywhere. */
    static String next(String current, String candidate) {
        if (!MOVES.containsKey(candidate)) {
            throw new FailedCallException("S_ERROR", "BAD_ENUM", "no such status: " + candidate);
        }
        Set<String> moves = MOVES.get(current);
        if (moves == null) {
            throw new FailedCallException("KeyError", "UNKNOWN_CURRENT_STATUS", "the job is in status " + current);
        }
        return moves.isEmpty() || moves.contains(candidate) ? candidate : current;
    }

    /** Whether DiracX's own list of statuses has it; the machine knows one state more, {@code Scouting}. */
    static boolean isDiracX(String status) {
        return MOVES.containsKey(status) && !status.equals("Scouting");
    }

    static boolean isFinal(String status) {
        return Set.of("Done", "Completed", "Failed", "Killed").contains(status);
    }
}
