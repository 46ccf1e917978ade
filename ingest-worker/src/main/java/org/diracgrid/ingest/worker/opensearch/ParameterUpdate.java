package org.diracgrid.ingest.worker.opensearch;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one event says about a job's parameters: a partial document. Immutable, if nobody changes the map.
 *
 * @param jobId the document's id
 * @param vo the job's VO if the event tells it and may be believed, otherwise null
 * @param newVo the VO that the event gives to the job, with effect on its own parameters, too; null if it gives none
 * @param parameters names and JSON values (maps, lists, texts, numbers, booleans, null, or a
 *     {@link org.diracgrid.ingest.model.event.JsonText} that is no object and holds none) without {@code JobID}; a
 *     {@code timestamp} among them goes before the current time
 */
record ParameterUpdate(
        int jobId, @Nullable String vo, @Nullable String newVo, Map<String, Object> parameters) {}
