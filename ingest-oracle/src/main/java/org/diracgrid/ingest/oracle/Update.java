package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One entry of a call: what a source said about a job at one time. The state machine changes status and source. */
final class Update {

    final OffsetDateTime time;

    @Nullable
    String status;

    final @Nullable String minorStatus;
    final @Nullable String applicationStatus;
    String source;

    private Update(OffsetDateTime time, JsonNode fields) {
        this.time = time;
        this.status = text(fields, "Status");
        this.minorStatus = text(fields, "MinorStatus");
        this.applicationStatus = text(fields, "ApplicationStatus");
        String given = text(fields, "Source");
        this.source = given == null ? "Unknown" : given;
    }

    /** The entries of one job by their times; of two with the same moment the later one counts. */
    static SortedMap<Instant, Update> byTime(JsonNode updates) {
        SortedMap<Instant, Update> byTime = new TreeMap<>();
        for (var entry : updates.properties()) {
            Update update = new Update(parseTime(entry.getKey()), entry.getValue());
            byTime.put(update.instant(), update);
        }
        return byTime;
    }

    static OffsetDateTime parseTime(String text) {
        String iso = text.replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException notAware) {
            LocalDateTime.parse(iso);
            throw new FailedCallException("ValueError", "NAIVE_TIMESTAMP", "no offset: " + text);
        }
    }

    Instant instant() {
        return time.toInstant();
    }

    boolean isUtc() {
        return time.getOffset().equals(ZoneOffset.UTC);
    }

    private static @Nullable String text(JsonNode fields, String name) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? null : value.textValue();
    }
}
