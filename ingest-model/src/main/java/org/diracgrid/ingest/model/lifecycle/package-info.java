/**
 * What an event does to a job: DiracX's state machine and status logic as pure functions.
 *
 * <p>Floor 0: no database, no JSON, no clock; time is a parameter. Called by whoever holds the job's rows, on that
 * holder's thread. Times are microseconds since the epoch, UTC, unless a name says otherwise.
 */
@NullMarked
package org.diracgrid.ingest.model.lifecycle;

import org.jspecify.annotations.NullMarked;
