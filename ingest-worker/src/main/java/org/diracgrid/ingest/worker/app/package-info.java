/**
 * The worker as a program: the command line and the only place where the parts are put together.
 *
 * <p>Floor 4: may use everything below; used by the {@code ingest} launcher and by {@code ingest-demo}, which adds
 * commands of its own. The wall clock and the process environment are read here and nowhere else.
 */
@NullMarked
package org.diracgrid.ingest.worker.app;

import org.jspecify.annotations.NullMarked;
