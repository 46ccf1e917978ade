/**
 * The ports between the pipeline and what it writes to. A store sees events and answers with outcomes; it never sees
 * a record, an offset or a partition.
 *
 * <p>Floor 1: everything above may use it; it uses the model and Vert.x {@code Future} only. All calls are made on a
 * lane's Vert.x context and answered on the same context.
 */
@NullMarked
package org.diracgrid.ingest.worker.port;

import org.jspecify.annotations.NullMarked;
