package org.diracgrid.ingest.worker.mysql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts any number of rows into powers of two, so that a handful of statement texts serves every batch and each is
 * prepared once per connection. Stateless.
 */
final class RowBuckets {

    /** Rows of one statement at most; more gained nothing and made the first use of a connection slower. */
    static final int ROWS_MAX = 512;

    private RowBuckets() {}

    /** Exact parts, largest first: 500 rows are 256, 128, 64, 32, 16 and 4. */
    static <T> List<List<T>> split(List<T> rows) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            int size = Math.min(ROWS_MAX, Integer.highestOneBit(rows.size() - from));
            parts.add(rows.subList(from, from + size));
            from += size;
        }
        return parts;
    }

    /**
     * Parts for {@code IN (…)} lists, where a value may stand more than once: the last part is filled up with its last
     * value. 500 values are one part of 512.
     */
    static <T> List<List<T>> padded(List<T> values) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < values.size(); from += ROWS_MAX) {
            List<T> part = new ArrayList<>(values.subList(from, Math.min(from + ROWS_MAX, values.size())));
            int size = Integer.highestOneBit(2 * part.size() - 1);
            while (part.size() < size) {
                part.add(part.get(part.size() - 1));
            }
            parts.add(part);
        }
        return parts;
    }

    /** {@code row} repeated, with commas: {@code (?,?),(?,?)}. */
    static String repeat(String row, int times) {
        return (row + ',').repeat(times - 1) + row;
    }
}
