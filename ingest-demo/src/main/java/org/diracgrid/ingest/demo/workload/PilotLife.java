package org.diracgrid.ingest.demo.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.model.event.Topics;
import org.jspecify.annotations.Nullable;

/** What is sent about one pilot, and by it. Confined to the thread that plans it. */
final class PilotLife {

    private static final String PREFIX = "org.diracgrid.pilot.";
    private static final long STEP_MICROS = 1_700_003;

    private final EventWriter writer = new EventWriter();
    private final List<PilotEmission> emissions = new ArrayList<>();
    private final String stamp;
    private final String vo;
    private final String reference;
    private final RandomGenerator random;
    private final PilotLogScript log;
    private long nowMicros;

    PilotLife(String stamp, String vo, Instant start, RandomGenerator random) {
        this.stamp = stamp;
        this.vo = vo;
        this.reference = "htcondorce://ce01.example.org/" + stamp.substring(0, 8);
        this.random = random;
        this.nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, start);
        this.log = new PilotLogScript(random);
    }

    /**
     * Everything, in order.
     *
     * @param jobIds what it is given, none or more
     * @param talksFirst whether its log begins before it is registered
     */
    List<PilotEmission> events(List<Integer> jobIds, boolean talksFirst) {
        if (talksFirst) {
            talk();
        }
        register();
        change(data().set("Metadata", members("Status", "Waiting", "DestinationSite", "ce01.example.org")));
        bad("registered", data().put("VO", vo + "2"), "PILOT_CONFLICT", null);
        talk();
        change(data().set("Metadata", members("Status", "Running", "BenchMark", "12.25", "GridSite", "LCG.CERN.cern")));
        send(reference, "metadata", named(members("Queue", "long"))); // another key: nothing else sets its column
        send(stamp, "parameters", data().set("Parameters", parameters()));
        talk();
        assign(jobIds);
        talk();
        talkAgain();
        talk();
        bads();
        change(data().set("Metadata", members("Status", "Done", "StatusReason", "", "AccountingSent", "true")));
        send(stamp, "output", data().put("StdOutput", "done\n"));
        end();
        return List.copyOf(emissions);
    }

    /** Only its log, because nobody has registered it. */
    List<PilotEmission> logOnly() {
        talk();
        talk();
        return List.copyOf(emissions);
    }

    private void register() {
        ObjectNode body = random.nextBoolean()
                ? data().put("VO", vo).put("GridType", "HTCondorCE").put("PilotReference", reference)
                : members("pilot_stamp", stamp, "vo", vo, "grid_type", "HTCondorCE", "pilot_reference", reference);
        send(stamp, "registered", body);
        if (random.nextInt(5) == 0) {
            repeat();
        }
    }

    private void change(JsonNode data) {
        send(stamp, "metadata", data);
    }

    /** In two halves, of which the first is sent twice; and once more with the others, of which none must be assigned then. */
    private void assign(List<Integer> jobIds) {
        if (!jobIds.isEmpty()) {
            int half = (jobIds.size() + 1) / 2;
            send(stamp, "jobs-assigned", jobs(jobIds.subList(0, half)));
            repeat();
            if (half < jobIds.size()) {
                bad("jobs-assigned", jobs(jobIds), "PILOT_CONFLICT", null);
                send(
                        stamp,
                        "jobs-assigned",
                        jobs(jobIds.subList(half, jobIds.size())).put("SetRunning", true));
            }
        }
    }

    private ObjectNode jobs(List<Integer> jobIds) {
        ObjectNode data = data();
        ArrayNode ids = data.putArray("JobIDs");
        jobIds.forEach(ids::add);
        return data;
    }

    private static ObjectNode members(String... namesAndValues) {
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Content.JSON.valueToTree(members);
    }

    private ObjectNode parameters() {
        ObjectNode parameters =
                members("HostName", "wn%d.example.org".formatted(random.nextInt(500)), "ModelName", "Xeon");
        parameters
                .put("CPUNormalizationFactor", "13.7")
                .put("NumberOfProcessors", 8)
                .put("Shift", "night");
        return parameters;
    }

    private ObjectNode named(ObjectNode metadata) {
        return Content.JSON.createObjectNode().put("PilotReference", reference).set("Metadata", metadata);
    }

    private ObjectNode data() {
        return Content.JSON.createObjectNode().put("PilotStamp", stamp);
    }

    /** The next message of the log, in one form or the other. */
    private void talk() {
        nowMicros += STEP_MICROS;
        ObjectNode data = data().put("VO", vo);
        int lines = log.write(data, nowMicros);
        emit(Topics.PILOT_LOGS, stamp, "log", data, true, lines);
    }

    /** A pilot does not know whether its message has arrived. */
    private void talkAgain() {
        repeat();
    }

    private void end() {
        ObjectNode data = data().put("VO", vo).put("Final", true).put("RetCode", "0");
        log.number(data);
        emit(Topics.PILOT_LOGS, stamp, "log", data, true, 0);
    }

    private void bads() {
        switch (random.nextInt(40)) {
            case 0 -> bad("metadata", data().set("Metadata", members("Status", "Exploded")), "BAD_ENUM", null);
            case 1 -> bad("metadata", data().set("Metadata", members("VO", "other")), "UNKNOWN_FIELD", null);
            case 2 -> bad("jobs-assigned", jobs(List.of(5, 5)), "OUT_OF_RANGE", null);
            case 3 -> bad("registered", data(), "MISSING_FIELD", null);
            case 4 -> bad("log", data().put("VO", vo).put("Raw", ""), null, "EMPTY");
            case 5 -> bad("log", data().put("VO", "../" + vo).put("Raw", "x"), null, "BAD_VO");
            case 6 -> bad("log", data().put("VO", vo), null, "MISSING_FIELD");
            default -> {}
        }
    }

    private void bad(String kind, JsonNode data, @Nullable String tableFault, @Nullable String documentFault) {
        nowMicros += STEP_MICROS;
        if (tableFault != null && tableFault.equals("PILOT_CONFLICT") && random.nextInt(20) > 0) {
            return;
        }
        Map<String, byte[]> headers = writer.binaryHeaders(attributes(kind));
        String topic = kind.equals("log") ? Topics.PILOT_LOGS : Topics.PILOTS;
        Emission record = new Emission(
                EventWriter.utf8(stamp),
                writer.bytes(data),
                headers,
                null,
                Set.of(Phenomenon.BAD),
                tableFault,
                documentFault);
        emissions.add(new PilotEmission(topic, record, 0));
    }

    private void send(String key, String kind, JsonNode data) {
        nowMicros += STEP_MICROS;
        emit(Topics.PILOTS, key, kind, data, random.nextBoolean(), 0);
    }

    private void emit(String topic, String key, String kind, JsonNode data, boolean binary, int lines) {
        Map<String, String> attributes = attributes(kind);
        attributes.put("subject", key);
        JsonNode structured = writer.structured(attributes, data);
        Emission record = new Emission(
                EventWriter.utf8(key),
                writer.bytes(binary ? data : structured),
                binary ? writer.binaryHeaders(attributes) : writer.structuredHeaders(),
                structured,
                binary ? Set.of(Phenomenon.BINARY) : Set.of(),
                null,
                null);
        emissions.add(new PilotEmission(topic, record, lines));
    }

    /** Sends the last event once more, to the byte. */
    private void repeat() {
        PilotEmission last = emissions.get(emissions.size() - 1);
        Emission record = last.record();
        emissions.add(new PilotEmission(
                last.topic(),
                new Emission(
                        record.key(), record.value(), record.headers(), null, Set.of(Phenomenon.DUPLICATE), null, null),
                0));
    }

    private Map<String, String> attributes(String kind) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", stamp + ":" + nowMicros + ":" + kind);
        attributes.put("source", "/dirac/demo/pilots");
        attributes.put("type", PREFIX + kind + ".v1");
        attributes.put("time", EventWriter.time(nowMicros, ZoneOffset.UTC));
        attributes.put("subject", stamp);
        return attributes;
    }
}
