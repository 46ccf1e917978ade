/** Loads: what is sent is a function of a few numbers, so that it can be made again instead of being kept. */
@NullMarked
package org.diracgrid.ingest.bench.load;

import org.jspecify.annotations.NullMarked;
