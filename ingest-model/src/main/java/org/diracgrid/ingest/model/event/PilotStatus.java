package org.diracgrid.ingest.model.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a pilot may be. No order of them is enforced, by DiracX no more than here. */
public enum PilotStatus {
    SUBMITTED("Submitted"),
    WAITING("Waiting"),
    RUNNING("Running"),
    DONE("Done"),
    FAILED("Failed"),
    DELETED("Deleted"),
    ABORTED("Aborted"),
    UNKNOWN("Unknown");

    private static final Map<String, PilotStatus> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PilotStatus::text, Function.identity()));

    private final String text;

    PilotStatus(String text) {
        this.text = text;
    }

    /** The name in events and in the database. */
    public String text() {
        return text;
    }

    /** The status of that name, case-sensitive; null if there is none. */
    public static @Nullable PilotStatus of(String text) {
        return BY_TEXT.get(text);
    }
}
