package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record to publish on the jobs topic, in this order.
 *
 * @param key the record's key
 * @param value the record's value
 * @param headers the record's headers by name
 * @param effective the event in structured form with only what is new in it, for the oracle; null where nothing is
 * @param phenomena what can be seen in it
 * @param tableFault the reason for which it must not get into the tables; null if it must
 * @param documentFault the reason for which it must not get into a document; null if it must, or if there is nothing in it
 *     for one
 */
public record Emission(
        byte[] key,
        byte[] value,
        Map<String, byte[]> headers,
        @Nullable JsonNode effective,
        Set<Phenomenon> phenomena,
        @Nullable String tableFault,
        @Nullable String documentFault) {}
