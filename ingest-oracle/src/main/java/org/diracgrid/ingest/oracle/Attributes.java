package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code AdditionalAttributes}: columns of {@code Jobs} that come with an update, as a reschedule sends them. */
final class Attributes {

    private Attributes() {}

    static Map<String, @Nullable Object> parse(@Nullable JsonNode attributes) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        if (attributes != null) {
            attributes
                    .properties()
                    .forEach(entry -> columns.put(entry.getKey(), value(entry.getKey(), entry.getValue())));
        }
        return columns;
    }

    private static Object value(String column, JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.intValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return column.endsWith("Time") ? Update.parseTime(value.textValue()).toInstant() : value.textValue();
    }
}
