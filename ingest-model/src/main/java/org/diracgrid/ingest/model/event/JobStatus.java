package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The 16 states of DIRAC's job state machine. {@link #SCOUTING} is a state of the machine but not of DiracX's own
 * {@code JobStatus}: DiracX neither accepts it in an update nor can read it back from a log row.
 */
public enum JobStatus {
    SUBMITTING("Submitting"),
    RECEIVED("Received"),
    CHECKING("Checking"),
    SCOUTING("Scouting"),
    STAGING("Staging"),
    WAITING("Waiting"),
    MATCHED("Matched"),
    RESCHEDULED("Rescheduled"),
    RUNNING("Running"),
    STALLED("Stalled"),
    COMPLETING("Completing"),
    COMPLETED("Completed"),
    DONE("Done"),
    FAILED("Failed"),
    KILLED("Killed"),
    DELETED("Deleted");

    private static final Map<String, JobStatus> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(JobStatus::text, Function.identity()));

    private final String text;

    JobStatus(String text) {
        this.text = text;
    }

    /** The name as DiracX writes it. */
    public String text() {
        return text;
    }

    /** Whether a job that reaches this state has ended; {@link #DELETED} does not count (DIRAC's JOB_FINAL_STATES). */
    public boolean endsExecution() {
        return this == DONE || this == COMPLETED || this == FAILED || this == KILLED;
    }

    /** Whether DiracX knows the state: it may be requested and logged. */
    public boolean isKnownToDiracx() {
        return this != SCOUTING;
    }

    /** The state of that name, case-sensitive; null if there is none. */
    public static @Nullable JobStatus of(String text) {
        return BY_TEXT.get(text);
    }
}
