package org.diracgrid.ingest.model.codec;

import java.util.Map;

/**
 * An event as a Kafka record: whoever has a producer only has to copy it.
 *
 * @param topic where it belongs
 * @param key the record's key
 * @param value the record's value
 * @param headers the record's headers, in order
 */
public record EncodedEvent(String topic, byte[] key, byte[] value, Map<String, byte[]> headers) {}
