/**
 * How long an event takes from Kafka into the stores while others come at a steady rate: probes among them are watched for, one
 * store each thread.
 */
@NullMarked
package org.diracgrid.ingest.bench.latency;

import org.jspecify.annotations.NullMarked;
