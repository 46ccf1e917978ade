package org.diracgrid.ingest.bench.peer;

import java.util.Map;
import org.diracgrid.ingest.model.event.Topics;

/**
 * What a peer is told besides where its stores are, by the names it has in the environment.
 *
 * @param bootstrapServers {@code KAFKA_BOOTSTRAP_SERVERS}
 * @param topic {@code PEER_TOPIC}; that of the jobs if it is not there
 * @param group {@code PEER_GROUP}; {@code peer} if it is not there
 * @param lanes {@code PEER_LANES}: how many work side by side, each with partitions and connections of its own; 1 if it is not there
 */
record PeerSettings(String bootstrapServers, String topic, String group, int lanes) {

    PeerSettings {
        if (lanes < 1) {
            throw new IllegalArgumentException("PEER_LANES: \"" + lanes + "\" is not allowed; expected 1 or more");
        }
    }

    static PeerSettings of(Map<String, String> environment) {
        return new PeerSettings(
                required(environment, "KAFKA_BOOTSTRAP_SERVERS"),
                environment.getOrDefault("PEER_TOPIC", Topics.JOBS),
                environment.getOrDefault("PEER_GROUP", "peer"),
                Integer.parseInt(environment.getOrDefault("PEER_LANES", "1")));
    }

    static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}
