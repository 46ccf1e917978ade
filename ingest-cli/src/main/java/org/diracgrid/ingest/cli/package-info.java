/** The command line with everything in it: the worker's commands, the stack, the demo, chaos and benchmarks. */
@NullMarked
package org.diracgrid.ingest.cli;

import org.jspecify.annotations.NullMarked;
