/**
 * Bytes to events and back: CloudEvents 1.0 in binary and in structured mode, JSON data.
 *
 * <p>Floor 0, and the only place where the JSON of events is parsed or written. May be called from any thread, also from
 * an event loop: nothing here blocks, and nothing but {@link org.diracgrid.ingest.model.event.EventRejectedException}
 * comes out of a bad record. Times are microseconds since the epoch, UTC, unless a name says otherwise.
 */
@NullMarked
package org.diracgrid.ingest.model.codec;

import org.jspecify.annotations.NullMarked;
