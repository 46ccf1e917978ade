package org.diracgrid.ingest.bench.load;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Mixes lives as they are in production: so many are under way at a time, one begins when another one has ended, and whose turn
 * it is is random. Confined to one thread.
 *
 * @param <T> what lives are made of
 */
final class Waves<T> implements Iterator<T> {

    private final int lives;
    private final IntFunction<Iterator<T>> begin;
    private final SplittableRandom random;
    private final List<Iterator<T>> alive = new ArrayList<>();
    private int begun;

    /**
     * @param lives how many there are, 0 or more
     * @param aliveMax most of them at a time
     * @param begin begins the life of that ordinal, which is not empty
     */
    Waves(int lives, int aliveMax, long seed, IntFunction<Iterator<T>> begin) {
        this.lives = lives;
        this.begin = begin;
        this.random = new SplittableRandom(~seed);
        while (begun < Math.min(lives, aliveMax)) {
            alive.add(begin.apply(begun++));
        }
    }

    @Override
    public boolean hasNext() {
        return !alive.isEmpty();
    }

    @Override
    public T next() {
        if (alive.isEmpty()) {
            throw new NoSuchElementException();
        }
        int chosen = random.nextInt(alive.size());
        Iterator<T> life = alive.get(chosen);
        T next = life.next();
        if (!life.hasNext()) {
            replace(chosen);
        }
        return next;
    }

    private void replace(int ended) {
        if (begun < lives) {
            alive.set(ended, begin.apply(begun++));
            return;
        }
        Iterator<T> last = alive.remove(alive.size() - 1);
        if (ended < alive.size()) {
            alive.set(ended, last);
        }
    }
}
