/**
 * The MySQL and MariaDB store: job events become rows of DiracX's JobDB, JobLoggingDB and TaskQueueDB, one transaction per
 * batch and server.
 *
 * <p>Floor 2: the assembly builds a {@link org.diracgrid.ingest.worker.mysql.MySqlStore} and hands out its writer; SQL
 * types never leave this package. Everything runs on the Vert.x context of the lane that calls; nothing blocks.
 *
 * <p>A batch walks through {@link org.diracgrid.ingest.worker.mysql.MySqlWriter} (the connections and the feed),
 * {@link org.diracgrid.ingest.worker.mysql.BatchTransaction},
 * {@link org.diracgrid.ingest.worker.mysql.BatchConnections} (whose order of commits matters), {@link org.diracgrid.ingest.worker.mysql.BatchFold} (pure:
 * rows in, rows out) and the statements of {@link org.diracgrid.ingest.worker.mysql.JobsTable},
 * {@link org.diracgrid.ingest.worker.mysql.LoggingTable}, {@link org.diracgrid.ingest.worker.mysql.CommandsTable},
 * {@link org.diracgrid.ingest.worker.mysql.HeartbeatsTable} and
 * {@link org.diracgrid.ingest.worker.mysql.TaskQueueTable}.
 *
 * <p>What a batch has of pilots goes to PilotAgentsDB afterwards, in a transaction of its own: {@link
 * org.diracgrid.ingest.worker.mysql.PilotWriter} (connections, and what an outage costs), {@link
 * org.diracgrid.ingest.worker.mysql.PilotTransaction}, {@link org.diracgrid.ingest.worker.mysql.PilotBatch} (pure) and the
 * statements of {@link org.diracgrid.ingest.worker.mysql.PilotsTable}, {@link
 * org.diracgrid.ingest.worker.mysql.PilotInsertion} (why no pilot is registered twice), {@link
 * org.diracgrid.ingest.worker.mysql.PilotJobsTable} and {@link org.diracgrid.ingest.worker.mysql.PilotOutputTable}.
 */
@NullMarked
package org.diracgrid.ingest.worker.mysql;

import org.jspecify.annotations.NullMarked;
