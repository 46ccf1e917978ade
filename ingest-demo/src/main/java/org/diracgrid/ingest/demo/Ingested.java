package org.diracgrid.ingest.demo;

import java.time.Duration;

/**
 * What the worker says it did.
 *
 * @param took from its start to its end
 */
record Ingested(long received, long stored, long superseded, long parked, long batches, long retries, Duration took) {}
