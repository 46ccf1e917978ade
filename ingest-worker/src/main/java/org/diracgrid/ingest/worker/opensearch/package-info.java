/**
 * The OpenSearch store: job parameters become documents of DiracX's {@code job_parameters} indices, one bulk request per
 * batch and one merged document per job.
 *
 * <p>Floor 2: the assembly builds an {@link org.diracgrid.ingest.worker.opensearch.OpenSearchStore} and hands out one
 * writer per lane; the client's types never leave this package. A lane calls and is answered on its own Vert.x context;
 * nothing blocks. The client's threads only hand answers back.
 *
 * <p>A batch walks through {@link org.diracgrid.ingest.worker.opensearch.OpenSearchWriter} (merge and outcomes),
 * {@link org.diracgrid.ingest.worker.opensearch.BatchVos} (where each document goes),
 * {@link org.diracgrid.ingest.worker.opensearch.MappingGuard} (which names may become fields),
 * {@link org.diracgrid.ingest.worker.opensearch.BulkRounds} (who is to blame for a refused document) and
 * {@link org.diracgrid.ingest.worker.opensearch.BulkLane} (the request itself).
 *
 * <p>Order: one bulk request is in flight per lane and what failed is tried again by the lane, in its order. A partial
 * update carries no version, so this is all that keeps an older value from overwriting a newer one.
 */
@NullMarked
package org.diracgrid.ingest.worker.opensearch;

import org.jspecify.annotations.NullMarked;
