package org.diracgrid.ingest.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The golden vectors: what DiracX's own code did, one case a line. */
public final class Golden {

    public static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    /** All cases of a file of the class path below {@code golden/}. */
    public static List<JsonNode> cases(String name) {
        var resource = Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + name + ".jsonl.gz"), name);
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(resource), UTF_8))) {
            return lines.lines().map(Golden::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Microseconds since the epoch of a time with offset; null for JSON null. */
    public static Long micros(JsonNode time) {
        return time == null || time.isNull() ? null : micros(time.asText());
    }

    public static long micros(String time) {
        var parsed = OffsetDateTime.parse(time);
        return parsed.toEpochSecond() * 1_000_000 + parsed.get(ChronoField.MICRO_OF_SECOND);
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
