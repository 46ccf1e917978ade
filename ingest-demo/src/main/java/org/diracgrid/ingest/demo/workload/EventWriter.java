package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes events as CloudEvents, in either mode. Thread-safe: stateless. */
final class EventWriter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    /** The CloudEvents attributes of a job's event. */
    Map<String, String> attributes(int jobId, PlannedEvent event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", jobId + ":" + event.content().momentMicros() + ":" + event.sentMicros());
        attributes.put("source", "/dirac/demo");
        attributes.put("type", event.content().type());
        attributes.put("time", time(event.sentMicros(), ZoneOffset.UTC));
        attributes.put("subject", Integer.toString(jobId));
        return attributes;
    }

    /** The data of a job's event. */
    ObjectNode data(int jobId, Content content, ZoneId zone) {
        ObjectNode data = JSON.createObjectNode().put("JobID", jobId);
        content.write(data, zone);
        return data;
    }

    ObjectNode structured(Map<String, String> attributes, JsonNode data) {
        ObjectNode event = JSON.createObjectNode();
        attributes.forEach(event::put);
        event.put("datacontenttype", "application/json");
        event.set("data", data);
        return event;
    }

    Map<String, byte[]> binaryHeaders(Map<String, String> attributes) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put("content-type", utf8("application/json"));
        attributes.forEach((name, value) -> headers.put("ce_" + name, utf8(value)));
        return headers;
    }

    Map<String, byte[]> structuredHeaders() {
        return Map.of("content-type", utf8("application/cloudevents+json; charset=UTF-8"));
    }

    byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can always be written", e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String time(long micros, ZoneId zone) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(zone).format(TIME);
    }
}
