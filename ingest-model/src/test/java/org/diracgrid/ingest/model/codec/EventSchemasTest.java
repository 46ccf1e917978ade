package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diracgrid.ingest.model.codec.Records.DATA;
import static org.diracgrid.ingest.model.codec.Records.TIME;
import static org.diracgrid.ingest.model.codec.Records.dataWith;
import static org.diracgrid.ingest.model.codec.Records.dataWithAttributes;
import static org.diracgrid.ingest.model.codec.Records.structured;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas say of an event what the codec says of it. */
class EventSchemasTest {

    private static final String BASE = "https://diracgrid.org/schemas/ingest/";
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012, builder -> builder.schemaMappers(m -> m.mapPrefix(BASE, "classpath:schemas/")));
    private static final JsonSchema ENVELOPE = FACTORY.getSchema(SchemaLocation.of(BASE + EventSchemas.ENVELOPE));
    private static final JsonSchema JOB_STATUS = FACTORY.getSchema(SchemaLocation.of(BASE + EventSchemas.JOB_STATUS));
    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS);

    static List<String> goodData() {
        return List.of(
                DATA,
                dataWith(TIME, "{}"),
                dataWith("2026-06-01 12:00Z", "{\"Source\":null,\"x\":[1]}"),
                dataWith("2026-06-01t12:00:00.123456789-01:30:15", "{\"Status\":\"Stalled\",\"MinorStatus\":\"\"}"),
                dataWith(
                        TIME,
                        "{\"MinorStatus\":\"" + "😀".repeat(128) + "\",\"ApplicationStatus\":\"" + "é".repeat(255)
                                + "\"}"),
                "{\"JobID\":2147483647,\"Updates\":{\"" + TIME + "\":{\"Status\":null}},\"Force\":null,\"More\":0}",
                dataWithAttributes("null"),
                dataWithAttributes("{}"),
                dataWithAttributes(
                        "{\"Site\":\"LCG.CERN.cern\",\"UserPriority\":7,\"RescheduleCounter\":\"-3\",\"JobType\":null}"),
                dataWithAttributes("{\"UserPriority\":7.0,\"VerifiedFlag\":\"yes\",\"AccountedFlag\":\"Failed\"}"),
                dataWithAttributes("{\"VerifiedFlag\":0,\"AccountedFlag\":true,\"RescheduleTime\":\"" + TIME + "\"}"));
    }

    static List<String> badData() {
        return List.of(
                "{}",
                "[]",
                "{\"JobID\":17}",
                "{\"JobID\":17,\"Updates\":null}",
                "{\"JobID\":17,\"Updates\":{}}",
                "{\"JobID\":0,\"Updates\":{\"" + TIME + "\":{}}}",
                "{\"JobID\":2147483648,\"Updates\":{\"" + TIME + "\":{}}}",
                "{\"JobID\":\"17\",\"Updates\":{\"" + TIME + "\":{}}}",
                "{\"JobID\":17,\"Updates\":{\"" + TIME + "\":{}},\"Force\":\"yes\"}",
                dataWith("2026-06-01T12:00:10", "{}"),
                dataWith("2026-06-01", "{}"),
                dataWith("2026-13-01T12:00:10Z", "{}"),
                dataWith("2026-06-01T12:00:10.Z", "{}"),
                dataWith("2026-06-01T12:00:10.1234567890Z", "{}"),
                dataWith("2026-06-01T12:00:10+24:00", "{}"),
                dataWith(TIME, "null"),
                dataWith(TIME, "{\"Status\":\"Scouting\"}"),
                dataWith(TIME, "{\"Status\":\"idem\"}"),
                dataWith(TIME, "{\"MinorStatus\":3}"),
                dataWith(TIME, "{\"MinorStatus\":\"" + "x".repeat(129) + "\"}"),
                dataWith(TIME, "{\"ApplicationStatus\":\"" + "x".repeat(256) + "\"}"),
                dataWithAttributes("[]"),
                dataWithAttributes("{\"Colour\":1}"),
                dataWithAttributes("{\"Site\":1}"),
                dataWithAttributes("{\"UserPriority\":1.5}"),
                dataWithAttributes("{\"UserPriority\":2147483648}"),
                dataWithAttributes("{\"VerifiedFlag\":\"perhaps\"}"),
                dataWithAttributes("{\"AccountedFlag\":\"True\"}"),
                dataWithAttributes("{\"EndExecTime\":\"2026-06-01\"}"));
    }

    static List<String> overlongAttributes() {
        return Arrays.stream(JobAttribute.values())
                .filter(attribute -> attribute.type() == JobAttribute.Type.TEXT)
                .map(JobAttribute::column)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("goodData")
    void bothAccept(String data) {
        assertThat(codecAccepts(structured(data))).isTrue();
        assertThat(JOB_STATUS.validate(json(data))).isEmpty();
        assertThat(ENVELOPE.validate(json(structured(data)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("badData")
    void bothReject(String data) {
        assertThat(codecAccepts(structured(data))).isFalse();
        assertThat(JOB_STATUS.validate(json(data))).isNotEmpty();
        assertThat(ENVELOPE.validate(json(structured(data)))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("overlongAttributes")
    void bothKnowTheLengthOfEveryAttribute(String column) {
        int max = JobAttribute.of(column).charactersMax();
        String longest = dataWithAttributes("{\"" + column + "\":\"" + "x".repeat(max) + "\"}");
        String tooLong = dataWithAttributes("{\"" + column + "\":\"" + "x".repeat(max + 1) + "\"}");

        assertThat(codecAccepts(structured(longest))).isTrue();
        assertThat(JOB_STATUS.validate(json(longest))).isEmpty();
        assertThat(codecAccepts(structured(tooLong))).isFalse();
        assertThat(JOB_STATUS.validate(json(tooLong))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"specversion\":\"1.0\"",
                "\"id\":\"id-1\"",
                "\"source\":\"/test\"",
                "\"type\":\"org.diracgrid.job.status.v1\"",
                "\"time\":\"2026-06-01T12:00:11.5Z\""
            })
    void bothNeedEveryAttribute(String member) {
        String name = member.substring(0, member.indexOf(':'));
        for (String replacement : List.of("\"x\":0", name + ":\"\"", name + ":null", name + ":7")) {
            String event = structured(DATA).replace(member, replacement);
            assertThat(codecAccepts(event)).as(event).isFalse();
            assertThat(ENVELOPE.validate(json(event))).as(event).isNotEmpty();
        }
    }

    @Test
    void bothWantDataOnceAndOfJson() {
        String base64 = "\"data_base64\":\"" + Base64.getEncoder().encodeToString(DATA.getBytes(UTF_8)) + "\"";
        String inline = "\"data\":" + DATA;

        assertBoth(structured(DATA).replace(inline, base64), true);
        assertBoth(structured(DATA).replace(inline, base64 + ",\"data\":null"), true);
        assertBoth(structured(DATA).replace(inline, base64 + "," + inline), false);
        assertBoth(structured(DATA).replace(inline, "\"x\":0"), false);
        assertBoth(structured(DATA).replace(inline, "\"data\":null"), false);
        assertBoth(structured(DATA).replace(inline, inline + ",\"datacontenttype\":\"application/json\""), true);
        assertBoth(structured(DATA).replace(inline, inline + ",\"datacontenttype\":\"text/xml\""), false);
    }

    @Test
    void theSchemaKnowsTheSameNamesAsTheCodec() {
        var defs = json(EventSchemas.text(EventSchemas.JOB_STATUS)).get("$defs");
        var statuses = new ArrayList<String>();
        defs.at("/update/properties/Status/enum").forEach(node -> statuses.add(node.isNull() ? null : node.asText()));
        var columns =
                Arrays.stream(JobAttribute.values()).map(JobAttribute::column).toList();

        assertThat(statuses).hasSize(16).contains((String) null);
        for (var status : JobStatus.values()) {
            assertThat(statuses.contains(status.text())).isEqualTo(status.isKnownToDiracx());
        }
        assertThat(defs.at("/attributes/properties").fieldNames()).toIterable().containsExactlyElementsOf(columns);
    }

    @Test
    void theAsyncApiDocumentNamesEveryKindAndItsExamplesAreValid() {
        var document = json(EventSchemas.text(EventSchemas.ASYNC_API));

        assertThat(document.get("asyncapi").asText()).startsWith("3.");
        for (var kind : IngestEvent.Kind.values()) {
            var channel = channelOf(document, kind.topic());
            int examples = 0;
            for (var reference : channel.get("messages")) {
                var message = document.at(reference.get("$ref").asText().substring(1));
                if (message.get("name").asText().equals(kind.type())) {
                    for (var example : message.get("examples")) {
                        assertBoth(
                                structured(kind.type(), example.get("payload").toString()), true);
                        examples++;
                    }
                }
            }
            assertThat(examples).as(kind.type()).isPositive();
        }
        assertReferencesResolve(document, document);
    }

    @Test
    void knowsItsDocumentsAndNoOther() {
        assertThat(EventSchemas.names())
                .allSatisfy(name ->
                        assertThat(json(EventSchemas.text(name)).isObject()).isTrue());
        assertThatThrownBy(() -> EventSchemas.text("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertBoth(String event, boolean accepted) {
        assertThat(codecAccepts(event)).as(event).isEqualTo(accepted);
        assertThat(ENVELOPE.validate(json(event)).isEmpty()).as(event).isEqualTo(accepted);
    }

    private static JsonNode channelOf(JsonNode document, String topic) {
        for (var channel : document.get("channels")) {
            if (channel.get("address").asText().equals(topic)) {
                return channel;
            }
        }
        throw new AssertionError("no channel for " + topic);
    }

    private static void assertReferencesResolve(JsonNode document, JsonNode node) {
        if (node.has("$ref")) {
            String reference = node.get("$ref").asText();
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(EventSchemas.names()).contains(reference);
            }
        }
        node.forEach(child -> assertReferencesResolve(document, child));
    }

    private static boolean codecAccepts(String event) {
        try {
            CODEC.decodeStructured(event.getBytes(UTF_8));
            return true;
        } catch (EventRejectedException e) {
            return false;
        }
    }

    private static JsonNode json(String text) {
        try {
            return Golden.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
