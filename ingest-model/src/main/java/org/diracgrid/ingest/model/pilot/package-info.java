/**
 * What an event does to the rows of a pilot: DiracX's registration, metadata and assignment of jobs as pure functions.
 *
 * <p>Floor 0: no database, no JSON, no clock; time is a parameter. Called by whoever holds the pilots' rows, on that
 * holder's thread. Times are microseconds since the epoch, UTC.
 */
@NullMarked
package org.diracgrid.ingest.model.pilot;

import org.jspecify.annotations.NullMarked;
