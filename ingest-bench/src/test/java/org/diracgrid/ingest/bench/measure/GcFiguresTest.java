package org.diracgrid.ingest.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs as virtual machines wrote them (JDK 17): what was allocated, how long it took to collect, and how much there was. */
class GcFiguresTest {

    private static final long MIB = 1L << 20;

    @TempDir
    private Path directory;

    @Test
    void readsALogOfG1() throws Exception {
        GcFigures figures = read("""
                [0.006s][info][gc,init] CardTable entry size: 512
                [0.007s][info][gc     ] Using G1
                [0.009s][info][gc,init] Heap Region Size: 1M
                [0.254s][info][gc,start    ] GC(0) Pause Young (Concurrent Start) (Metadata GC Threshold)
                [0.254s][info][gc,task     ] GC(0) Using 2 workers of 2 for evacuation
                [0.258s][info][gc,phases   ] GC(0)   Evacuate Collection Set: 3.1ms
                [0.258s][info][gc,heap     ] GC(0) Eden regions: 12->0(10)
                [0.258s][info][gc,metaspace] GC(0) Metaspace: 20971K(21248K)->20971K(21248K) NonClass: 18311K(18432K)->18311K(18432K)
                [0.258s][info][gc          ] GC(0) Pause Young (Concurrent Start) (Metadata GC Threshold) 20M->3M(256M) 4.125ms
                [0.258s][info][gc,cpu      ] GC(0) User=0.01s Sys=0.00s Real=0.00s
                [0.258s][info][gc          ] GC(1) Concurrent Mark Cycle
                [0.262s][info][gc          ] GC(1) Pause Remark 5M->5M(256M) 1.250ms
                [0.263s][info][gc          ] GC(1) Pause Cleanup 5M->5M(256M) 0.025ms
                [0.263s][info][gc          ] GC(1) Concurrent Mark Cycle 5.2ms
                [0.511s][info][gc          ] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 130M->8M(256M) 6.600ms
                [0.800s][info][gc,heap,exit] Heap
                [0.800s][info][gc,heap,exit]  garbage-first heap   total 262144K, used 20480K [0x00000000e0000000, 0x0000000100000000)
                [0.800s][info][gc,heap,exit]   region size 1024K, 13 young (13312K), 1 survivors (1024K)
                [0.800s][info][gc,heap,exit]  Metaspace       used 21042K, committed 21312K, reserved 1114112K
                [0.800s][info][gc,heap,exit]   class space    used 2659K, committed 2816K, reserved 1048576K
                """);

        assertThat(figures)
                .isEqualTo(new GcFigures(4, (20 + 2 + 0 + 125 + 12) * MIB, Duration.ofNanos(12_000_000), 130 * MIB));
    }

    @Test
    void readsALogOfTheSerialCollector() throws Exception {
        GcFigures figures = read("""
                [0.004s][info][gc] Using Serial
                [0.210s][info][gc,start    ] GC(0) Pause Young (Allocation Failure)
                [0.214s][info][gc,heap     ] GC(0) DefNew: 17472K(19648K)->2175K(19648K) Eden: 17472K(17472K)->0K(17472K)
                [0.214s][info][gc          ] GC(0) Pause Young (Allocation Failure) 17M->3M(61M) 4.000ms
                [0.300s][info][gc,heap,exit] Heap
                [0.300s][info][gc,heap,exit]  def new generation   total 19648K, used 6144K [0x00000000f0000000, 0x00000000f1550000, 0x00000000f5550000)
                [0.300s][info][gc,heap,exit]   eden space 17472K,  22% used [0x00000000f0000000, 0x00000000f03e2a48, 0x00000000f1110000)
                [0.300s][info][gc,heap,exit]  tenured generation   total 43712K, used 1024K [0x00000000f5550000, 0x00000000f8000000, 0x0000000100000000)
                [0.300s][info][gc,heap,exit]    the space 43712K,   2% used [0x00000000f5550000, 0x00000000f564e5c8, 0x00000000f564e600, 0x00000000f8000000)
                """);

        assertThat(figures).isEqualTo(new GcFigures(1, (17 + 4) * MIB, Duration.ofMillis(4), 17 * MIB));
    }

    @Test
    void neverTakesAwayWhatWasFreedBesideThePauses() throws Exception {
        GcFigures figures = read("""
                [1.000s][info][gc          ] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 100M->60M(256M) 1.000ms
                [1.100s][info][gc          ] GC(1) Pause Remark 40M->30M(256M) 1.000ms
                """);

        assertThat(figures.allocatedBytes()).isEqualTo(100 * MIB);
    }

    @Test
    void countsFromTheEndIfNothingWasCollected() throws Exception {
        GcFigures figures = read("""
                [0.300s][info][gc,heap,exit]  garbage-first heap   total 262144K, used 4096K [0x00000000e0000000, 0x0000000100000000)
                """);

        assertThat(figures).isEqualTo(new GcFigures(0, 4 * MIB, Duration.ZERO, 4 * MIB));
    }

    private GcFigures read(String log) throws Exception {
        return GcFigures.read(Files.writeString(directory.resolve("log.gc"), log));
    }
}
