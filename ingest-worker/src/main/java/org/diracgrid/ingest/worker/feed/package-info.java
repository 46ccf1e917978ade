/**
 * The change feed: what the commits of the SQL store did to jobs, for the OpenSearch pipeline and for whoever subscribes.
 *
 * <p>Floor 2: an adapter; knows the ports, the {@link org.diracgrid.ingest.worker.outbox.Outbox outbox} and Kafka's records,
 * and no store. Called on lanes' contexts, answers on them.
 */
@NullMarked
package org.diracgrid.ingest.worker.feed;

import org.jspecify.annotations.NullMarked;
