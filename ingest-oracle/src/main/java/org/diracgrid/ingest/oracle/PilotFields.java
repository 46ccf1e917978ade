package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What DiracX's models make of the bodies of its calls for pilots. */
final class PilotFields {

    private static final Set<String> STATUSES =
            Set.of("Submitted", "Waiting", "Running", "Done", "Failed", "Deleted", "Aborted", "Unknown");
    private static final Map<String, Integer> TEXTS =
            Map.of("StatusReason", 255, "DestinationSite", 128, "Queue", 128, "GridSite", 128, "GridType", 32);
    private static final Map<String, Integer> REGISTRATION = Map.of(
            "pilot_stamp", 32,
            "vo", 128,
            "grid_type", 32,
            "grid_site", 128,
            "destination_site", 128,
            "pilot_reference", 255,
            "pilot_status", 32);
    private static final Map<String, String> BODY_NAMES = Map.of(
            "PilotStamp", "pilot_stamp",
            "VO", "vo",
            "GridType", "grid_type",
            "GridSite", "grid_site",
            "DestinationSite", "destination_site",
            "PilotReference", "pilot_reference",
            "Status", "pilot_status");
    private static final Set<String> TRUNCATED = Set.of("CPUNormalizationFactor", "WallClockTime(s)");
    private static final Set<String> INTEGERS = Set.of("Memory(MB)", "NumberOfProcessors");

    private PilotFields() {}

    /** An event's members under the names of the body; a proper name beside the other one wins. */
    static ObjectNode body(JsonNode data) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (var member : data.properties()) {
            String name = BODY_NAMES.get(member.getKey());
            if (name != null) {
                body.set(name, member.getValue());
            } else if (REGISTRATION.containsKey(member.getKey()) && !body.has(member.getKey())) {
                body.set(member.getKey(), member.getValue());
            }
        }
        body.properties().removeIf(member -> member.getValue().isNull());
        return body;
    }

    /** The row that a registration makes. */
    static PilotTable.Pilot registration(JsonNode params, Instant now) {
        for (var member : params.properties()) {
            Integer max = REGISTRATION.get(member.getKey());
            if (max == null) {
                throw invalid("UNKNOWN_FIELD", member.getKey());
            }
            checkLength(Metadata.text(member.getValue()), max);
        }
        String stamp = notEmpty(params.path("pilot_stamp"));
        String vo = notEmpty(params.path("vo"));
        String status = params.path("pilot_status").asText("Submitted");
        checkStatus(status);
        String reference = params.path("pilot_reference").asText("");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("InitialJobID", 0);
        row.put("CurrentJobID", 0);
        row.put("PilotJobReference", reference.isEmpty() ? stamp : reference);
        row.put("DestinationSite", params.path("destination_site").asText("NotAssigned"));
        row.put("Queue", "Unknown");
        row.put("GridSite", params.path("grid_site").asText("Unknown"));
        row.put("VO", vo);
        row.put("GridType", params.path("grid_type").asText("DIRAC"));
        row.put("BenchMark", 0.0);
        row.put("SubmissionTime", now);
        row.put("LastUpdateTime", now);
        row.put("Status", status);
        row.put("StatusReason", "Unknown");
        row.put("AccountingSent", false);
        return new PilotTable.Pilot(stamp, row);
    }

    /** The columns that metadata sets. */
    static Map<String, Object> metadata(JsonNode members) {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (var member : members.properties()) {
            if (!member.getValue().isNull()) {
                columns.put(member.getKey(), value(member.getKey(), member.getValue()));
            }
        }
        return columns;
    }

    private static Object value(String name, JsonNode value) {
        Integer max = TEXTS.get(name);
        if (max != null) {
            checkLength(Metadata.text(value), max);
            return value.textValue();
        }
        return switch (name) {
            case "Status" -> {
                checkStatus(Metadata.text(value));
                yield value.textValue();
            }
            case "BenchMark" -> Metadata.number(value).doubleValue();
            case "CurrentJobID" -> (int) Metadata.integer(value);
            case "AccountingSent" -> Metadata.verified(value);
            default -> throw invalid("UNKNOWN_FIELD", name);
        };
    }

    /** The members that an event of parameters has for the document. */
    static Map<String, JsonNode> parameters(JsonNode members) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (var member : members.properties()) {
            JsonNode value = member.getValue();
            if (TRUNCATED.contains(member.getKey())) {
                value = JsonNodeFactory.instance.numberNode(
                        Metadata.number(value).longValue());
            } else if (INTEGERS.contains(member.getKey())) {
                value = JsonNodeFactory.instance.numberNode(Metadata.integer(value));
            }
            if (!value.isNull()) {
                parameters.put(member.getKey(), value);
            }
        }
        return parameters;
    }

    private static void checkStatus(String status) {
        if (!STATUSES.contains(status)) {
            throw invalid("BAD_ENUM", status);
        }
    }

    private static void checkLength(String text, int max) {
        if (text.codePointCount(0, text.length()) > max) {
            throw invalid("TEXT_TOO_LONG", text);
        }
    }

    private static String notEmpty(JsonNode value) {
        if (value.asText("").isEmpty()) {
            throw invalid("MISSING_FIELD", "a stamp and a VO must be given");
        }
        return value.textValue();
    }

    private static FailedCallException invalid(String reason, String detail) {
        return new FailedCallException("ValidationError", reason, detail);
    }
}
