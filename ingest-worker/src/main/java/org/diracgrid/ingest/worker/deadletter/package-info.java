/**
 * The dead-letter topics.
 *
 * <p>Floor 2: an adapter; knows the ports, the {@link org.diracgrid.ingest.worker.outbox.Outbox outbox} and Kafka's producer.
 * Called on lanes' contexts, answers on them.
 */
@NullMarked
package org.diracgrid.ingest.worker.deadletter;

import org.jspecify.annotations.NullMarked;
