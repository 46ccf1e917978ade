/**
 * Sending records to Kafka from a lane: what the rooms that write topics have in common.
 *
 * <p>A floor of its own between the ports and the rooms, because the rooms must not know each other, and a port must not
 * know Kafka. It knows nothing but Kafka's producer and Vert.x {@code Future}. Called on lanes' contexts, answers on them;
 * what may block runs on a thread of its own.
 */
@NullMarked
package org.diracgrid.ingest.worker.outbox;

import org.jspecify.annotations.NullMarked;
