package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of {@code PilotAgents} with what hangs on them, with times as they were sent to the server. */
final class PilotTable {

    /** A row of {@code PilotAgents}, its jobs, its output and its document. */
    static final class Pilot {

        final SortedMap<Integer, Instant> jobs = new TreeMap<>();
        final ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        private final Map<String, Object> columns;
        private final String stamp;
        private @Nullable List<String> output;

        /** @param columns all columns but the number and the stamp; values are String, Integer, Double, Boolean or Instant */
        Pilot(String stamp, Map<String, Object> columns) {
            this.stamp = stamp;
            this.columns = new LinkedHashMap<>(columns);
        }

        String stamp() {
            return stamp;
        }

        String text(String column) {
            return String.valueOf(columns.get(column));
        }

        void set(Map<String, Object> values, Instant now) {
            columns.putAll(values);
            columns.put("LastUpdateTime", now);
        }

        /** Writes what is given of the output; the rest stays, and is empty if it never was given. */
        void put(JsonNode data) {
            List<String> before = output == null ? List.of("", "") : output;
            if (data.hasNonNull("StdOutput") || data.hasNonNull("StdError")) {
                output = List.of(
                        data.path("StdOutput").asText(before.get(0)),
                        data.path("StdError").asText(before.get(1)));
            }
        }

        void merge(JsonNode data, Instant now) {
            Map<String, JsonNode> members = PilotFields.parameters(data.required("Parameters"));
            if (!members.isEmpty()) {
                parameters.put("timestamp", now.toEpochMilli());
                members.forEach((name, value) -> Documents.merge(parameters, name, value));
            }
        }
    }

    private final List<Pilot> pilots = new ArrayList<>();

    void add(Pilot pilot) {
        pilots.add(pilot);
    }

    List<Pilot> all() {
        return List.copyOf(pilots);
    }

    List<Pilot> withStamp(String stamp) {
        return pilots.stream().filter(pilot -> isSame(pilot.stamp(), stamp)).toList();
    }

    List<Pilot> withReference(String reference) {
        return pilots.stream()
                .filter(pilot -> isSame(pilot.text("PilotJobReference"), reference))
                .toList();
    }

    /** As MySQL's collations compare. */
    private static boolean isSame(String one, String other) {
        return one.stripTrailing()
                .toLowerCase(Locale.ROOT)
                .equals(other.stripTrailing().toLowerCase(Locale.ROOT));
    }

    PilotSnapshot snapshot(OracleSettings.Rounding rounding) {
        SortedMap<String, List<SortedMap<String, @Nullable String>>> rows = new TreeMap<>();
        SortedMap<String, List<String>> jobs = new TreeMap<>();
        SortedMap<String, List<String>> outputs = new TreeMap<>();
        for (Pilot pilot : pilots) {
            SortedMap<String, @Nullable String> row = new TreeMap<>();
            pilot.columns.forEach((name, value) -> row.put(name, Stored.text(value, rounding)));
            rows.computeIfAbsent(pilot.stamp(), stamp -> new ArrayList<>()).add(row);
            if (!pilot.jobs.isEmpty()) {
                List<String> texts = jobs.computeIfAbsent(pilot.stamp(), stamp -> new ArrayList<>());
                pilot.jobs.forEach((jobId, time) -> texts.add(jobId + " " + Stored.time(time, rounding)));
                texts.sort(null);
            }
            if (pilot.output != null) {
                outputs.put(pilot.stamp(), pilot.output);
            }
        }
        return new PilotSnapshot(rows, jobs, outputs, new TreeMap<>());
    }
}
