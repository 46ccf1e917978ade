package org.diracgrid.ingest.chaos;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The next so many of something; the rest stays where it is.
 *
 * @param <T> of what
 */
final class Slice<T> implements Iterator<T> {

    private final Iterator<T> all;
    private int left;

    Slice(Iterator<T> all, int count) {
        this.all = all;
        this.left = count;
    }

    @Override
    public boolean hasNext() {
        return left > 0 && all.hasNext();
    }

    @Override
    public T next() {
        if (left == 0) {
            throw new NoSuchElementException();
        }
        left--;
        return all.next();
    }
}
