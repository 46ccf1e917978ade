/**
 * The OpenSearch store: parameters of jobs and of pilots become documents of DiracX's manner, one merged document per job
 * or pilot and batch, and lines of pilots' logs become a document each.
 *
 * <p>Floor 2: the assembly builds an {@link org.diracgrid.ingest.worker.opensearch.OpenSearchStore} and hands out one
 * writer per lane; the client's types never leave this package. A lane calls and is answered on its own Vert.x context;
 * nothing blocks. The client's threads only hand answers back.
 *
 * <p>{@link org.diracgrid.ingest.worker.opensearch.OpenSearchWriter} takes a batch apart. Parameters of jobs walk through
 * {@link org.diracgrid.ingest.worker.opensearch.JobParametersWriter} (outcomes),
 * {@link org.diracgrid.ingest.worker.opensearch.BatchVos} (where each document goes),
 * {@link org.diracgrid.ingest.worker.opensearch.ParameterBatch} and
 * {@link org.diracgrid.ingest.worker.opensearch.MappingGuard} (which names may become fields),
 * {@link org.diracgrid.ingest.worker.opensearch.BulkRounds} (who is to blame for a refused document) and
 * {@link org.diracgrid.ingest.worker.opensearch.BulkLane} (the request itself). Those of pilots join them in the middle. Log
 * lines go through {@link org.diracgrid.ingest.worker.opensearch.PilotLogWriter} and
 * {@link org.diracgrid.ingest.worker.opensearch.LogLines}; what a line is as a document is in {@code pilotlog}.
 *
 * <p>Order: one bulk request of a family is in flight per lane and what failed is tried again by the lane, in its order. A
 * partial update carries no version, so this is all that keeps an older value from overwriting a newer one.
 */
@NullMarked
package org.diracgrid.ingest.worker.opensearch;

import org.jspecify.annotations.NullMarked;
