/**
 * The guarantees under fire: seeded scenarios drive real worker processes on real servers, and everything that was published
 * is held against what the stores, the dead letters and the offsets say in the end.
 */
@NullMarked
package org.diracgrid.ingest.chaos;

import org.jspecify.annotations.NullMarked;
