package org.diracgrid.ingest.chaos;

import java.util.HashMap;
import java.util.Map;

/** How the workers of a group share its partitions. */
enum GroupProtocol {
    /** All members give everything back before anybody gets anything. */
    EAGER,
    /** Only what moves is given back; the worker's default. */
    COOPERATIVE,
    /** KIP-848: the broker decides, and members follow one by one. */
    CONSUMER,
    /** Members with a name, who come back to what they had. */
    STATIC;

    private static final String SESSION_MS = "6000";
    private static final String HEARTBEAT_MS = "1000";

    /** What a worker is configured by. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (this == CONSUMER) {
            settings.put("INGEST_KAFKA_GROUP_PROTOCOL", "consumer");
            return settings;
        }
        settings.put("INGEST_KAFKA_SESSION_TIMEOUT_MS", SESSION_MS);
        settings.put("INGEST_KAFKA_HEARTBEAT_INTERVAL_MS", HEARTBEAT_MS);
        if (this == EAGER) {
            settings.put(
                    "INGEST_KAFKA_PARTITION_ASSIGNMENT_STRATEGY",
                    "org.apache.kafka.clients.consumer.RoundRobinAssignor");
        }
        return settings;
    }

    /** What the worker in one place of the fleet is configured by besides. */
    Map<String, String> settingsOfPlace(int place) {
        return this == STATIC ? Map.of("INGEST_KAFKA_GROUP_INSTANCE_ID", "place-" + place) : Map.of();
    }
}
