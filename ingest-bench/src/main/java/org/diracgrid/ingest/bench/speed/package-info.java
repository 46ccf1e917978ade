/**
 * Who is how fast: contenders that ingest the same backlog into fresh stores, one after the other, on one stack, all of them
 * measured by the same eyes and checked for what they wrote.
 *
 * <p>Blocking; confined to the command's thread.
 */
@NullMarked
package org.diracgrid.ingest.bench.speed;

import org.jspecify.annotations.NullMarked;
