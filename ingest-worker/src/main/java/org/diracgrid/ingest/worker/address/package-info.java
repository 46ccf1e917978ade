/**
 * How DiracX reads the addresses of its databases, where that is Python's way: what the rooms of the stores have in common.
 *
 * <p>A floor of its own between the ports and the rooms, because the rooms must not know each other. Pure.
 */
@NullMarked
package org.diracgrid.ingest.worker.address;

import org.jspecify.annotations.NullMarked;
