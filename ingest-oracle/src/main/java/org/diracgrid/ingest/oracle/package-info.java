/**
 * What DiracX would have written: an independent restatement of its rules, to compare a store with.
 *
 * <p>Written for comparison, not for speed: one call at a time, every call reads a job's whole history again, tables are
 * plain collections. It shares no code with the worker or the model on purpose: a rule misread once is then not misread
 * twice in the same way. Facts come from DiracX at commit 712f32e9 and DIRAC at b5bc25cb.
 *
 * <p>An {@link org.diracgrid.ingest.oracle.Oracle} is fed every event once, in the order of each job; it knows nothing of
 * redelivery. Not thread-safe.
 */
@NullMarked
package org.diracgrid.ingest.oracle;

import org.jspecify.annotations.NullMarked;
