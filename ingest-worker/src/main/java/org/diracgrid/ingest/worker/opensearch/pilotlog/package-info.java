/**
 * Lines of pilots' logs as documents: their ids, their JSON, what is blacked out of them, and what is missing between
 * them. Nothing here reads or writes anything.
 *
 * <p>For the OpenSearch store only. Confined to a lane's context unless a class says otherwise.
 */
@NullMarked
package org.diracgrid.ingest.worker.opensearch.pilotlog;

import org.jspecify.annotations.NullMarked;
