package org.diracgrid.ingest.worker.opensearch;

import org.diracgrid.ingest.worker.opensearch.pilotlog.UnknownPilot;

/**
 * How the OpenSearch store writes. Immutable.
 *
 * @param mode what a value does to one that is stored
 * @param cachedVosMax jobs per lane whose VO is remembered, 1 … 10 000 000; about 100 bytes each
 * @param cachedPilotsMax pilots per lane that are remembered, and whose messages are counted, 1 … 10 000 000; about 250 bytes
 *     each
 * @param freeNamesMax free-form parameter names per VO that become fields, 0 … {@value #FREE_NAMES_LIMIT}; later ones share
 *     one field
 * @param unknownPilot what happens to log lines of a pilot that is not registered in time
 * @param scrubLogs whether secrets are blacked out of log lines
 */
public record OpenSearchOptions(
        WriteMode mode,
        int cachedVosMax,
        int cachedPilotsMax,
        int freeNamesMax,
        UnknownPilot unknownPilot,
        boolean scrubLogs) {

    /** A free-form text is two fields of the 1 000 that an index has, and DiracX maps 18. */
    static final int FREE_NAMES_LIMIT = 450;

    private static final int CACHED_LIMIT = 10_000_000;

    /** For a live topic. */
    public static final OpenSearchOptions DEFAULTS =
            new OpenSearchOptions(WriteMode.REPLACE, 20_000, 20_000, 200, UnknownPilot.STORE, false);

    /** @throws IllegalArgumentException if a value is out of its range */
    public OpenSearchOptions {
        require("cached VOs", cachedVosMax, 1, CACHED_LIMIT);
        require("cached pilots", cachedPilotsMax, 1, CACHED_LIMIT);
        require("free parameter names", freeNamesMax, 0, FREE_NAMES_LIMIT);
    }

    private static void require(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "The number of " + what + " is " + value + "; allowed is " + min + " to " + max + ".");
        }
    }
}
