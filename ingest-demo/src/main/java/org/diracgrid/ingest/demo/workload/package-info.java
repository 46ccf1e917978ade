/**
 * Realistic job life cycles for the demo and for tests, made from a seed.
 *
 * <p>The same settings give the same jobs and the same events, byte for byte. Events are written here, as a producer would
 * write them, and not by the worker's codec. With every event comes what of it is new: a producer that sends something
 * again knows it, so that the oracle need not find out by the rules that are under test.
 */
@NullMarked
package org.diracgrid.ingest.demo.workload;

import org.jspecify.annotations.NullMarked;
