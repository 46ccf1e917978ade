package org.diracgrid.ingest.worker.app;

/**
 * What of the heap a pipeline may fill where the configuration leaves it open: more memory, larger steps. In 64 MiB, where
 * two pipelines, their clients and their batches under way have to fit, that is 4 MiB in flight and 2 MiB an answer of
 * Kafka; what is in between two answers and the lanes takes as much again. Immutable.
 *
 * @param heapBytes the largest heap
 */
record HeapShares(long heapBytes) {

    private static final long MIB = 1 << 20;

    /** Of this virtual machine. */
    static HeapShares current() {
        return new HeapShares(Runtime.getRuntime().maxMemory());
    }

    /** Bytes that one pipeline holds between poll and settlement. */
    long inFlightBytes() {
        return Math.max(MIB, Math.min(64 * MIB, heapBytes / 16));
    }

    /** Bytes of one answer of a broker; a single record may be larger. */
    int fetchBytes() {
        return (int) Math.max(MIB, Math.min(8 * MIB, heapBytes / 32));
    }
}
