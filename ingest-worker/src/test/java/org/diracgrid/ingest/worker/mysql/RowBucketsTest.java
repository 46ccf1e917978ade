package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Rows are cut into powers of two, none is lost and none is added. */
class RowBucketsTest {

    @Property
    void splitsExactly(@ForAll @IntRange(max = 3000) int count) {
        List<Integer> rows = IntStream.range(0, count).boxed().toList();

        List<List<Integer>> parts = RowBuckets.split(rows);

        assertThat(parts.stream().flatMap(List::stream).toList()).isEqualTo(rows);
        assertThat(parts).allMatch(part -> Integer.bitCount(part.size()) == 1 && part.size() <= RowBuckets.ROWS_MAX);
    }

    @Property
    void padsWithItsOwnValues(@ForAll @IntRange(max = 3000) int count) {
        List<Integer> values = IntStream.range(0, count).boxed().toList();

        List<List<Integer>> parts = RowBuckets.padded(values);

        assertThat(parts.stream().flatMap(List::stream).distinct().toList()).isEqualTo(values);
        assertThat(parts).allMatch(part -> Integer.bitCount(part.size()) == 1 && part.size() <= RowBuckets.ROWS_MAX);
        assertThat(parts).allMatch(part -> part.size() < 2 * new HashSet<>(part).size());
    }
}
