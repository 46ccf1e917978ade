/**
 * Plays the world around the worker: DiracX, which takes job submissions, and the grid, which publishes events.
 *
 * <p>Blocking; for the demo's main thread and for tests.
 */
@NullMarked
package org.diracgrid.ingest.demo.grid;

import org.jspecify.annotations.NullMarked;
