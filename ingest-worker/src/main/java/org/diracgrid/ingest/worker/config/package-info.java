/**
 * The worker's configuration: immutable records, one per section, built once at start-up from the packed defaults, a
 * file and the environment.
 *
 * <p>Floor 3: used by {@code worker.app} only, which hands small limits records to the floors below. Nothing here
 * reads a clock, a socket or the process environment by itself; callers pass the environment in.
 */
@NullMarked
package org.diracgrid.ingest.worker.config;

import org.jspecify.annotations.NullMarked;
