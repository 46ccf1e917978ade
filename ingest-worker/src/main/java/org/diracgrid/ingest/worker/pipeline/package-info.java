/**
 * The rooms a record walks through, from {@code poll} to the committed offset, for one store.
 *
 * <pre>
 * IngestLoop.poll → Assignment.open → LaneRouter → (crossing 1) → Lane: decode, batch → StoreWriter
 *                 → (crossing 2) AckInbox → Assignment.settle → OffsetCommitter
 * </pre>
 *
 * <p>Floor 2: knows the ports, not the stores. Two kinds of threads: {@code ingest-poll} owns the consumer and all that
 * concerns offsets; each lane's event loop owns what waits and what is being written there. A delivery belongs to one
 * of them at a time and is handed over through a queue; nothing here locks.
 */
@NullMarked
package org.diracgrid.ingest.worker.pipeline;

import org.jspecify.annotations.NullMarked;
