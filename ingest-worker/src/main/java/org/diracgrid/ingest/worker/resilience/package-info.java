/**
 * What a writer needs to live with a store that fails: retry with back-off, and bisection of batches, as decorators of
 * {@link org.diracgrid.ingest.worker.port.StoreWriter}.
 *
 * <p>Floor 2, and the only place that imports Resilience4j. One stack of decorators per lane, confined to that lane's
 * context; the store's writer beneath is shared.
 */
@NullMarked
package org.diracgrid.ingest.worker.resilience;

import org.jspecify.annotations.NullMarked;
