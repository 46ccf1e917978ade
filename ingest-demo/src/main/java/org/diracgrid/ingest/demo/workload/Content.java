package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event says of its job, before it is written. */
sealed interface Content {

    /** The CloudEvents type. */
    String type();

    /** A moment that belongs to this content alone, microseconds since the epoch: a repetition has the same. */
    long momentMicros();

    /**
     * Writes the members of the event's data beside JobID.
     *
     * @param zone in which times are given
     */
    void write(ObjectNode data, ZoneId zone);

    /** Whether the databases show that it came before, so that a repetition is left out. */
    default boolean leavesTrace() {
        return true;
    }

    /**
     * Updates of the status.
     *
     * @param updates one at least
     * @param force whether the state machine is left out
     * @param attributes additional attributes by name, String or Integer
     */
    record Statuses(List<Update> updates, boolean force, Map<String, Object> attributes) implements Content {

        @Override
        public String type() {
            return "org.diracgrid.job.status.v1";
        }

        @Override
        public long momentMicros() {
            return updates.get(0).timeMicros();
        }

        @Override
        public void write(ObjectNode data, ZoneId zone) {
            ObjectNode byTime = data.putObject("Updates");
            for (Update update : updates) {
                ObjectNode entry = byTime.putObject(EventWriter.time(update.timeMicros(), zone));
                put(entry, "Status", update.status());
                put(entry, "MinorStatus", update.minorStatus());
                put(entry, "ApplicationStatus", update.applicationStatus());
                put(entry, "Source", update.source());
            }
            if (force) {
                data.put("Force", true);
            }
            if (!attributes.isEmpty()) {
                data.set("AdditionalAttributes", JSON.valueToTree(attributes));
            }
        }

        private static void put(ObjectNode entry, String name, @Nullable String value) {
            if (value != null) {
                entry.put(name, value);
            }
        }
    }

    /**
     * A sign of life.
     *
     * @param measures one at least: a number, or a text that says one
     * @param output the last lines of the payload's output; null if they are not sent
     */
    record Heartbeat(
            long momentMicros,
            Map<String, Object> measures,
            @Nullable String output) implements Content {

        @Override
        public String type() {
            return "org.diracgrid.job.heartbeat.v1";
        }

        @Override
        public void write(ObjectNode data, ZoneId zone) {
            data.put("Time", EventWriter.time(momentMicros, zone));
            ObjectNode members = JSON.valueToTree(measures);
            if (output != null) {
                members.put("StandardOutput", output);
            }
            data.set("Data", members);
        }
    }

    /**
     * Columns and parameters.
     *
     * @param members one at least, by name; values are what JSON has
     */
    record Metadata(long momentMicros, Map<String, Object> members) implements Content {

        @Override
        public String type() {
            return "org.diracgrid.job.metadata.v1";
        }

        @Override
        public void write(ObjectNode data, ZoneId zone) {
            data.set("Metadata", JSON.valueToTree(members));
        }

        @Override
        public boolean leavesTrace() {
            return false;
        }
    }

    /** Members in one order on any day. Thread-safe. */
    ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
}
