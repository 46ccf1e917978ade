package org.diracgrid.ingest.demo.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.diracgrid.ingest.demo.trial.ProcessMemory.Collection;
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
                [9.2s][info][gc] GC(46) Pause Young (Normal) (G1 Evacuation Pause) 3G->1G(4G) 0.005ms
                """);

        assertThat(ProcessMemory.collections(log))
                .containsExactly(
                        new Collection(10L << 20, 5L << 20, false, Duration.ofNanos(12_620_000)),
                        new Collection(57L << 20, 55L << 20, true, Duration.ofNanos(76_929_000)),
                        new Collection(20L << 20, 5L << 20, false, Duration.ofNanos(1_100_000)),
                        new Collection(3L << 30, 1L << 30, false, Duration.ofNanos(5_000)));
    }

    @Test
    void knowsThePeakOfThisProcess() {
        assertThat(ProcessMemory.peakResidentBytes(ProcessHandle.current().pid())
                        .orElseThrow())
                .isBetween(10L << 20, 64L << 30);
    }

    @Test
    void knowsNoPeakOfAProcessThatIsGone() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThat(ProcessMemory.peakResidentBytes(process.pid())).isEmpty();
    }
}
