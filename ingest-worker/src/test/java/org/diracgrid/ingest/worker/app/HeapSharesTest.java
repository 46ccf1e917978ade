package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More heap, larger steps, between a bound below which nothing would fit and one above which nothing is won. */
class HeapSharesTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({"8, 1, 1", "64, 4, 2", "128, 8, 4", "256, 16, 8", "1024, 64, 8", "65536, 64, 8"})
    void growsWithTheHeap(long heapMib, long inFlightMib, long fetchMib) {
        HeapShares shares = new HeapShares(heapMib * MIB);

        assertThat(shares.inFlightBytes()).isEqualTo(inFlightMib * MIB);
        assertThat(shares.fetchBytes()).isEqualTo((int) (fetchMib * MIB));
    }
}
