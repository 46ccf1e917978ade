package org.diracgrid.ingest.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.lifecycle.JobStateMachine;
import org.jspecify.annotations.Nullable;

/**
 * A job while {@link OneRowLoop} has one status event for it: what the columns become, one update after the other. Confined to the loop's
 * thread.
 *
 * <p>A Waiting job that is told Running and then Done stays Waiting, and is logged so twice, by {@code JobWrapper(SM)}.
 */
final class SimpleJob {

    /** What an update logs as where it says nothing. */
    private static final String IDEM = "idem";

    private static final int APPLICATION_STATUS_CHARACTERS_MAX = 255;
    private static final int SOURCE_CHARACTERS_MAX = 32;

    /** A row of {@code LoggingInfo} without its key and its time. */
    record Logged(String status, String minorStatus, String applicationStatus, String source) {}

    private final boolean force;
    private final long newestMicros;
    private final boolean started;
    private final boolean ended;
    private String current;
    private String requested = "";

    /** New values of the columns; null where nothing changes. */
    @Nullable
    String status;

    @Nullable
    String minorStatus;

    @Nullable
    String applicationStatus;

    @Nullable
    Long heartBeatMicros;

    @Nullable
    Long startMicros;

    @Nullable
    Long endMicros;

    /**
     * The job as it is.
     *
     * @param newestMicros of its history; later than every update if the event is late
     */
    SimpleJob(String status, boolean started, boolean ended, long newestMicros, boolean force) {
        this.current = status.equals("Stalled") ? "Running" : status;
        this.started = started;
        this.ended = ended;
        this.newestMicros = newestMicros;
        this.force = force;
    }

    /** Takes the next update, which is of {@code micros}; what is to be logged. */
    Logged take(long micros, JsonNode update) {
        String source = update.path("Source").asText("Unknown");
        String asked = text(update, "Status");
        String minor = text(update, "MinorStatus");
        String application = text(update, "ApplicationStatus");
        setTimes(micros, asked);
        String logged = asked;
        if (micros >= newestMicros) {
            String next = next(asked == null ? current : asked);
            if (asked != null && !next.equals(asked)) {
                logged = next;
                source += "(SM)";
            }
            status = next;
            minorStatus = minor == null ? minorStatus : minor;
            applicationStatus = application == null ? applicationStatus : application;
        }
        if (source.startsWith("Job") || source.equals("Heartbeat")) {
            heartBeatMicros = micros;
        }
        return new Logged(
                orElse(logged, IDEM),
                orElse(minor, IDEM),
                cut(orElse(application, IDEM), APPLICATION_STATUS_CHARACTERS_MAX),
                cut(source, SOURCE_CHARACTERS_MAX));
    }

    boolean isKilled() {
        return "Killed".equals(status) || "Deleted".equals(status);
    }

    /** An empty text changes nothing. */
    static @Nullable String unlessEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** With force the machine is not asked, and the current status stays what it was. */
    private String next(String asked) {
        if (force || asked.equals(current)) {
            return asked;
        }
        current = JobStateMachine.next(known(current), known(asked)).text();
        return current;
    }

    private void setTimes(long micros, @Nullable String asked) {
        requested = orElse(asked, requested);
        if (!started && startMicros == null && requested.equals("Running")) {
            startMicros = micros;
        } else if (!ended && endMicros == null && endsExecution(requested)) {
            endMicros = micros;
        }
    }

    private static boolean endsExecution(String text) {
        JobStatus status = JobStatus.of(text);
        return status != null && status.endsExecution();
    }

    private static JobStatus known(String text) {
        return Objects.requireNonNull(JobStatus.of(text), () -> "the state machine does not know " + text);
    }

    private static @Nullable String text(JsonNode update, String name) {
        return update.path(name).textValue();
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private static String cut(String text, int charactersMax) {
        return text.codePointCount(0, text.length()) <= charactersMax
                ? text
                : text.substring(0, text.offsetByCodePoints(0, charactersMax));
    }
}
