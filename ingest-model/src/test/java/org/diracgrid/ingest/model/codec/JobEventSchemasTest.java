package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.ingest.model.codec.Records.TIME;
import static org.diracgrid.ingest.model.codec.Records.reason;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.List;
import java.util.Locale;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.event.IngestEvent.Kind;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobParameter;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas of heartbeats, metadata and applied statuses say of data what the codec says of it. */
class JobEventSchemasTest {

    private static final String BASE = "https://diracgrid.org/schemas/ingest/";
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012, builder -> builder.schemaMappers(m -> m.mapPrefix(BASE, "classpath:schemas/")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"LoadAverage\":null,\"StandardOutput\":null}",
                "{\"LoadAverage\":0,\"MemoryUsed\":-1.5,\"Vsize\":1e22,\"AvailableDiskSpace\":\" +1.5e3 \","
                        + "\"CPUConsumed\":\".5\",\"WallClockTime\":\"3.\",\"StandardOutput\":\"\"}",
            })
    void bothAcceptHeartbeats(String data) {
        assertBoth(JobHeartbeatEvent.TYPE, heartbeat(data), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{\"Colour\":1}",
                "{\"load_average\":1}",
                "{\"LoadAverage\":true}",
                "{\"LoadAverage\":\"\"}",
                "{\"LoadAverage\":\"0x10\"}",
                "{\"LoadAverage\":\"1.5f\"}",
                "{\"LoadAverage\":\"nan\"}",
                "{\"LoadAverage\":[1]}",
                "{\"StandardOutput\":1}"
            })
    void bothRejectHeartbeats(String data) {
        assertBoth(JobHeartbeatEvent.TYPE, heartbeat(data), false);
    }

    @Test
    void bothWantTheMembersOfAHeartbeat() {
        assertBoth(JobHeartbeatEvent.TYPE, "{\"JobID\":17,\"Data\":{},\"Time\":null,\"More\":{}}", true);
        assertBoth(JobHeartbeatEvent.TYPE, "{\"JobID\":17,\"Data\":{},\"Time\":\"" + TIME + "\"}", true);
        assertBoth(JobHeartbeatEvent.TYPE, "{\"JobID\":17}", false);
        assertBoth(JobHeartbeatEvent.TYPE, "{\"Data\":{}}", false);
        assertBoth(JobHeartbeatEvent.TYPE, "{\"JobID\":17,\"Data\":{},\"Time\":\"2026-06-01T12:00:00\"}", false);
        assertBoth(JobHeartbeatEvent.TYPE, "{\"JobID\":17,\"Data\":{},\"Time\":0}", false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Site\":null}",
                "{\"Mine\":{\"a\":[1,null,true,\"x\"]},\"timestamp\":\"" + TIME + "\",\"\":0}",
                "{\"CPUNormalizationFactor\":\"13.7\",\"NormCPUTime(s)\":9.9,\"TotalCPUTime(s)\":\"-1e3\"}",
                "{\"Memory(MB)\":2002.0,\"PayloadPID\":\" 22 \",\"JobStatus\":\"Done\",\"HostName\":\"\"}",
                "{\"JobType\":\"user\",\"job_type\":[1]}",
                "{\"JobType\":null,\"job_type\":[1]}",
                "{\"memory_mb\":\"2001\",\"Memory(MB)\":5}",
                "{\"accounted_flag\":\"Failed\",\"verified_flag\":\"no\",\"Status\":\"Weird\"}"
            })
    void bothAcceptMetadata(String metadata) {
        assertBoth(JobMetadataEvent.TYPE, metadata(metadata), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"JobID\":17}",
                "{\"JobID\":null}",
                "{\"timestamp\":\"2026-06-01\"}",
                "{\"timestamp\":1}",
                "{\"CPUNormalizationFactor\":\"x\"}",
                "{\"CPUNormalizationFactor\":true}",
                "{\"TotalCPUTime(s)\":9223372036854775808}",
                "{\"Memory(MB)\":\"2003.5\"}",
                "{\"Memory(MB)\":2003.5}",
                "{\"PayloadPID\":[]}",
                "{\"HostName\":1}",
                "{\"host_name\":1}",
                "{\"cpu_normalization_factor\":\"x\"}",
                "{\"user_priority\":1.5}",
                "{\"AccountedFlag\":\"True\"}",
                "{\"accounted_flag\":\"True\"}",
                "{\"vo\":\"123456789012345678901234567890123\"}"
            })
    void bothRejectMetadata(String metadata) {
        assertBoth(JobMetadataEvent.TYPE, metadata(metadata), false);
    }

    @Test
    void bothLimitTheMembersOfMetadata() {
        assertBoth(JobMetadataEvent.TYPE, metadata(members(200)), true);
        assertBoth(JobMetadataEvent.TYPE, metadata(members(201)), false);
        assertBoth(JobMetadataEvent.TYPE, "{\"JobID\":17}", false);
        assertBoth(JobMetadataEvent.TYPE, "{\"Metadata\":{\"a\":1}}", false);
    }

    @Test
    void bothKnowEveryNameOfMetadata() throws JsonProcessingException {
        var schema = Golden.JSON.readTree(EventSchemas.text(EventSchemas.JOB_METADATA));
        var properties = schema.at("/properties/Metadata/properties");
        var aliases = schema.at("/properties/Metadata/allOf");
        for (var attribute : JobAttribute.values()) {
            assertThat(properties.has(attribute.column())).as(attribute.name()).isTrue();
            assertBothKnowAlias(attribute.name(), attribute.column());
        }
        for (var parameter : JobParameter.values()) {
            assertThat(properties.has(parameter.text())).as(parameter.name()).isTrue();
            if (parameter != JobParameter.TIMESTAMP) {
                assertBothKnowAlias(parameter.name(), parameter.text());
            }
        }
        assertThat(aliases).hasSize(JobAttribute.values().length + JobParameter.values().length - 1);
        assertThat(properties).hasSize(aliases.size() + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"JobID\":17,\"VO\":\"v\",\"Status\":\"Weird\",\"MinorStatus\":\"\",\"Time\":\"" + TIME + "\"}",
                "{\"JobID\":17,\"VO\":\"v\",\"Status\":\"\",\"MinorStatus\":\"m\",\"ApplicationStatus\":null,"
                        + "\"Refused\":null,\"DocumentStatus\":\"Done\",\"Time\":\"" + TIME + "\",\"More\":1}"
            })
    void bothAcceptAppliedStatuses(String data) {
        assertBoth(JobStatusAppliedEvent.TYPE, data, true);
        for (String member : List.of("JobID", "VO", "Status", "MinorStatus", "Time")) {
            assertBoth(JobStatusAppliedEvent.TYPE, data.replace('"' + member + "\":", "\"X\":"), false);
        }
        assertBoth(JobStatusAppliedEvent.TYPE, data.replace("\"v\"", "\"\""), false);
        assertBoth(JobStatusAppliedEvent.TYPE, data.replace(TIME, "2026-06-01"), false);
    }

    /** No value of these types is an array, so an array shows whether the name is understood. */
    private static void assertBothKnowAlias(String constant, String name) {
        String alias = constant.toLowerCase(Locale.ROOT);
        assertBoth(JobMetadataEvent.TYPE, metadata("{\"" + alias + "\":[]}"), false);
        assertBoth(JobMetadataEvent.TYPE, metadata("{\"" + alias + "\":[],\"" + name + "\":null}"), true);
    }

    private static String heartbeat(String data) {
        return "{\"JobID\":17,\"Data\":" + data + "}";
    }

    private static String metadata(String metadata) {
        return "{\"JobID\":17,\"Metadata\":" + metadata + "}";
    }

    private static String members(int count) {
        var members = new StringBuilder("{\"m\":null");
        for (int i = 1; i < count; i++) {
            members.append(",\"m").append(i).append("\":").append(i);
        }
        return members.append('}').toString();
    }

    private static void assertBoth(String type, String data, boolean accepted) {
        Kind kind = Kind.of(type);
        JsonSchema schema = FACTORY.getSchema(SchemaLocation.of(BASE + kind.type() + ".schema.json"));
        JsonSchema envelope = FACTORY.getSchema(SchemaLocation.of(BASE + EventSchemas.ENVELOPE));
        String event = Records.structured(type, data);
        try {
            assertThat(reason(type, data) == null).as(data).isEqualTo(accepted);
            assertThat(schema.validate(Golden.JSON.readTree(data)).isEmpty())
                    .as(data)
                    .isEqualTo(accepted);
            assertThat(envelope.validate(Golden.JSON.readTree(event)).isEmpty())
                    .as(event)
                    .isEqualTo(accepted);
        } catch (JsonProcessingException e) {
            throw new AssertionError(data, e);
        }
    }
}
