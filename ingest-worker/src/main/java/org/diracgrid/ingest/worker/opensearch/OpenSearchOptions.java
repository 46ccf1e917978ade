package org.diracgrid.ingest.worker.opensearch;

/**
 * How the OpenSearch store writes. Immutable.
 *
 * @param mode what a value does to one that is stored
 * @param cachedVosMax jobs per lane whose VO is remembered, 1 … 10 000 000; about 100 bytes each
 * @param freeNamesMax free-form parameter names per VO that become fields, 0 … {@value #FREE_NAMES_LIMIT}; later ones share
 *     one field
 */
public record OpenSearchOptions(WriteMode mode, int cachedVosMax, int freeNamesMax) {

    /** A free-form text is two fields of the 1 000 that an index has, and DiracX maps 18. */
    static final int FREE_NAMES_LIMIT = 450;

    /** For a live topic. */
    public static final OpenSearchOptions DEFAULTS = new OpenSearchOptions(WriteMode.REPLACE, 20_000, 200);

    /** @throws IllegalArgumentException if a value is out of its range */
    public OpenSearchOptions {
        if (cachedVosMax < 1 || cachedVosMax > 10_000_000) {
            throw new IllegalArgumentException(
                    "The number of cached VOs is " + cachedVosMax + "; allowed is 1 to 10000000.");
        }
        if (freeNamesMax < 0 || freeNamesMax > FREE_NAMES_LIMIT) {
            throw new IllegalArgumentException("The number of free parameter names is " + freeNamesMax
                    + "; allowed is 0 to " + FREE_NAMES_LIMIT + ".");
        }
    }
}
