/**
 * The whole command line: the worker's commands, the development stack, and the demo.
 *
 * <p>The demo plays DiracX and the grid around the real worker and judges what it wrote. Blocking; confined to the
 * command's thread.
 */
@NullMarked
package org.diracgrid.ingest.demo;

import org.jspecify.annotations.NullMarked;
