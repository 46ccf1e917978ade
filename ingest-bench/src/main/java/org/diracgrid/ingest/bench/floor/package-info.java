/**
 * The floor: how fast a bare client loop writes what the worker writes, if somebody else has done all the thinking. Everything
 * is computed before the first statement is sent; there is no Kafka, no reading of what is there, and nothing is checked.
 */
@NullMarked
package org.diracgrid.ingest.bench.floor;

import org.jspecify.annotations.NullMarked;
