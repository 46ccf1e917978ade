package org.diracgrid.ingest.worker.opensearch;

/**
 * Which part of the answers is wanted. Immutable.
 *
 * @param number 1 or more
 * @param size answers a page, 1 or more; number × size is at most 10 000, which is as far as OpenSearch goes
 */
public record SearchPage(int number, int size) {

    private static final long REACH = 10_000;

    /** @throws InvalidQueryException if it is out of reach */
    public SearchPage {
        if (number < 1 || size < 1 || (long) number * size > REACH) {
            throw new InvalidQueryException("Page " + number + " of " + size
                    + " is out of reach: allowed are pages from 1" + " on, up to answer " + REACH + ".");
        }
    }
}
