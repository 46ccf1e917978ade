/**
 * The whole command line, and the benchmarks in it: they put a seeded load on the real worker, on an embedded stack, say what
 * it costs, and check that what the worker wrote is what was sent.
 *
 * <p>Blocking; confined to the command's thread but for what says otherwise.
 */
@NullMarked
package org.diracgrid.ingest.bench;

import org.jspecify.annotations.NullMarked;
