package org.diracgrid.ingest.bench.speed;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The middle one of some figures, and how far they lie apart. Immutable. */
record Spread(double median, double least, double most) {

    /** Of one figure or more; the mean of the two in the middle where there is an even number. */
    static <T> Spread of(Collection<T> many, ToDoubleFunction<T> figure) {
        double[] sorted = many.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
