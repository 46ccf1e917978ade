/**
 * The dead-letter topics.
 *
 * <p>Floor 2: an adapter; knows the ports and Kafka's producer. Called on lanes' contexts, answers on them; what may
 * block runs on a thread of its own.
 */
@NullMarked
package org.diracgrid.ingest.worker.deadletter;

import org.jspecify.annotations.NullMarked;
