/**
 * The events that diracx-ingest knows, as immutable values.
 *
 * <p>Floor 0: no I/O, no Vert.x, no Kafka. Everybody may use it. Times are microseconds since the epoch, UTC, unless a
 * name says otherwise.
 */
@NullMarked
package org.diracgrid.ingest.model.event;

import org.jspecify.annotations.NullMarked;
