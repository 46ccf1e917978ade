package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The metadata of one job, split into columns of {@code Jobs} and members of its document. */
final class Metadata {

    private static final Set<String> TEXTS = Set.of(
            "JobType",
            "JobGroup",
            "Site",
            "JobName",
            "Owner",
            "OwnerGroup",
            "VO",
            "Status",
            "MinorStatus",
            "ApplicationStatus");
    private static final Set<String> TIMES = Set.of(
            "SubmissionTime", "RescheduleTime", "LastUpdateTime", "StartExecTime", "HeartBeatTime", "EndExecTime");
    private static final Set<String> INTEGERS = Set.of("UserPriority", "RescheduleCounter");
    private static final Set<String> TRUNCATED = Set.of("CPUNormalizationFactor", "NormCPUTime(s)", "TotalCPUTime(s)");
    private static final Set<String> INTEGER_PARAMETERS = Set.of("Memory(MB)", "PayloadPID");
    private static final Set<String> TEXT_PARAMETERS = Set.of(
            "HostName",
            "GridCE",
            "ModelName",
            "PilotAgent",
            "Pilot_Reference",
            "LocalAccount",
            "CEQueue",
            "BatchSystem",
            "JobStatus");
    private static final Map<String, String> PYTHON_NAMES = pythonNames();

    final Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    final Map<String, JsonNode> parameters = new LinkedHashMap<>();

    Metadata(JsonNode members) {
        for (var member : members.properties()) {
            String proper = PYTHON_NAMES.get(member.getKey());
            String name = proper == null || members.has(proper) ? member.getKey() : proper;
            if (!member.getValue().isNull()) {
                take(name, member.getValue());
            }
        }
    }

    private void take(String name, JsonNode value) {
        if (TEXTS.contains(name)) {
            columns.put(name, text(value));
            if (name.equals("JobType")) {
                parameters.put(name, value);
            }
        } else if (TIMES.contains(name)) {
            columns.put(name, Update.parseTime(text(value)).toInstant());
        } else if (INTEGERS.contains(name)) {
            columns.put(name, (int) integer(value));
        } else if (name.equals("VerifiedFlag")) {
            columns.put(name, verified(value));
        } else if (name.equals("AccountedFlag")) {
            columns.put(name, accounted(value));
        } else {
            parameters.put(name, parameter(name, value));
        }
    }

    private static JsonNode parameter(String name, JsonNode value) {
        if (TRUNCATED.contains(name)) {
            return JsonNodeFactory.instance.numberNode(number(value).longValue());
        }
        if (INTEGER_PARAMETERS.contains(name)) {
            return JsonNodeFactory.instance.numberNode(integer(value));
        }
        if (TEXT_PARAMETERS.contains(name) || name.equals("timestamp")) {
            return JsonNodeFactory.instance.textNode(text(value));
        }
        return value;
    }

    static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw invalid("not a string: " + value);
        }
        return value.textValue();
    }

    static BigDecimal number(JsonNode value) {
        try {
            return new BigDecimal(value.asText().strip());
        } catch (NumberFormatException e) {
            throw invalid("not a number: " + value);
        }
    }

    static long integer(JsonNode value) {
        BigDecimal number = number(value);
        boolean fraction = value.isTextual()
                ? value.textValue().contains(".")
                : number.stripTrailingZeros().scale() > 0;
        if (fraction) {
            throw invalid("not an integer: " + value);
        }
        return number.longValue();
    }

    static boolean verified(JsonNode value) {
        String word = value.asText().toLowerCase(Locale.ROOT);
        if (List.of("1", "on", "t", "true", "y", "yes").contains(word)) {
            return true;
        }
        if (List.of("0", "off", "f", "false", "n", "no").contains(word)) {
            return false;
        }
        throw invalid("not a boolean: " + value);
    }

    private static Object accounted(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.asText().equals("Failed")) {
            return "Failed";
        }
        throw new FailedCallException("StatementError", "BAD_ENUM", "AccountedFlag: " + value);
    }

    private static FailedCallException invalid(String detail) {
        return new FailedCallException("ValidationError", "BAD_TYPE", detail);
    }

    private static Map<String, String> pythonNames() {
        Map<String, String> names = new HashMap<>(Map.of(
                "vo", "VO",
                "cpu_normalization_factor", "CPUNormalizationFactor",
                "norm_cpu_time_s", "NormCPUTime(s)",
                "total_cpu_time_s", "TotalCPUTime(s)",
                "memory_mb", "Memory(MB)",
                "payload_pid", "PayloadPID",
                "grid_ce", "GridCE",
                "ce_queue", "CEQueue",
                "pilot_reference", "Pilot_Reference"));
        for (Set<String> plain :
                List.of(TEXTS, TIMES, INTEGERS, TEXT_PARAMETERS, Set.of("VerifiedFlag", "AccountedFlag"))) {
            for (String name : plain) {
                if (!names.containsValue(name)) {
                    names.put(name.replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT), name);
                }
            }
        }
        return names;
    }
}
