/**
 * What the worker is compared with: programs that ingest a published backlog to its end, and end with 0. Each is a main class that its
 * environment configures, as {@link org.diracgrid.ingest.bench.peer.PeerSettings} says. They are written to be fair, not to lose: what one of
 * them leaves out it says.
 */
@NullMarked
package org.diracgrid.ingest.bench.peer;

import org.jspecify.annotations.NullMarked;
