package org.diracgrid.ingest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.diracgrid.ingest.chaos.ProcessMemory.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the virtual machine and Linux write down is read as it is meant. */
class ProcessMemoryTest {

    @TempDir
    private Path directory;

    @Test
    void findsTheCollectionsOfEitherCollector() throws Exception {
        Path log = Files.writeString(directory.resolve("gc.log"), """
                [0.004s][info][gc] Using G1
                [0.631s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 10M->5M(160M) 12.620ms
                [3.957s][info][gc] GC(4) Concurrent Mark Cycle
                [8.355s][info][gc] GC(44) Pause Full (G1 Compaction Pause) 57M->55M(64M) 76.929ms
                [9.1s][info][gc] GC(45) Pause Young (Allocation Failure) 20480K->5120K(63488K) 1.1ms
                """);

        assertThat(ProcessMemory.collections(log))
                .containsExactly(
                        new Collection(10L << 20, 5L << 20, false),
                        new Collection(57L << 20, 55L << 20, true),
                        new Collection(20L << 20, 5L << 20, false));
    }

    @Test
    void knowsThePeakOfThisProcess() {
        assertThat(ProcessMemory.peakResidentBytes(ProcessHandle.current().pid()))
                .isBetween(10L << 20, 64L << 30);
    }
}
