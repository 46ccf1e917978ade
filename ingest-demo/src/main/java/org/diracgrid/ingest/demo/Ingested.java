package org.diracgrid.ingest.demo;

import java.time.Duration;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;

/**
 * What the worker says it did.
 *
 * @param mySql by the pipeline that writes the tables
 * @param openSearch by the one that writes the documents; it reads the feed of the other besides the events
 */
record Ingested(Side mySql, Side openSearch) {

    /**
     * What one pipeline did.
     *
     * @param took from the worker's start to its last record, as near as somebody looked
     */
    record Side(long received, long stored, long superseded, long parked, long batches, long retries, Duration took) {

        static Side of(PipelineCounters counters, Duration took) {
            return new Side(
                    counters.received(),
                    counters.stored(),
                    counters.superseded(),
                    counters.parked(),
                    counters.batches(),
                    counters.retries(),
                    took);
        }
    }
}
