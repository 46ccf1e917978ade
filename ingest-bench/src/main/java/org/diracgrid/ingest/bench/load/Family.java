package org.diracgrid.ingest.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Families of events: what one load is made of. */
public enum Family {
    /** Status updates of jobs. Their documents are a by-product that {@link #MIXED} has, too. */
    STATUS("mysql"),
    /** Signs of life, six measures each; one of ten with the last lines of the payload's output. */
    HEARTBEAT("mysql"),
    /** Parameters of jobs, now and then with a column of {@code Jobs}. */
    METADATA("mysql,opensearch"),
    /** Pilots that are registered, change, and get a job. */
    PILOTS("mysql"),
    /** Lines of pilots' logs; a line counts as an event. */
    LOG_LINES("opensearch"),
    /** Whole lives of jobs: a half status updates, a quarter signs of life, a quarter parameters. */
    MIXED("mysql,opensearch");

    private final String stores;

    Family(String stores) {
        this.stores = stores;
    }

    /** Its name on the command line: {@code log-lines}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The stores that it is for, by the names that the worker gives them. */
    public List<String> stores() {
        return List.of(stores.split(","));
    }

    /** Whether its events are about jobs. */
    public boolean isOfJobs() {
        return this != PILOTS && this != LOG_LINES;
    }

    /**
     * The family of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Family of(String id) {
        return Arrays.stream(values())
                .filter(family -> family.id().equals(id))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no family is called " + id));
    }

    /** All names, in the order in which they are measured. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Family::id).toList();
    }
}
