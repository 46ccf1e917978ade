package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.ingest.model.codec.Records.JOB_KEY;
import static org.diracgrid.ingest.model.codec.Records.decode;
import static org.diracgrid.ingest.model.codec.Records.headersBut;
import static org.diracgrid.ingest.model.codec.Records.reason;
import static org.diracgrid.ingest.model.codec.Records.utf8;

import java.util.Map;
import org.diracgrid.ingest.model.codec.CodecOptions.MetadataStatus;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the readers of heartbeats, metadata and applied statuses make of good data, and why they reject bad data. */
class JobEventReadersTest {

    private static final String HEARTBEAT = JobHeartbeatEvent.TYPE;
    private static final String METADATA = JobMetadataEvent.TYPE;

    @Test
    void readsAHeartbeat() throws EventRejectedException {
        var event = (JobHeartbeatEvent) decode(
                HEARTBEAT,
                "{\"Data\":{\"WallClockTime\":\"1e1\",\"LoadAverage\":0,\"Vsize\":null,\"StandardOutput\":\"a\\nb\"},"
                        + "\"JobID\":17,\"Time\":\"1980-01-01T01:00:00.5+01:00\"}");

        assertThat(event.timeMicros()).isEqualTo(315_532_800_500_000L);
        assertThat(event.measures())
                .containsExactly(
                        Map.entry(HeartbeatMeasure.LOAD_AVERAGE, 0d), Map.entry(HeartbeatMeasure.WALL_CLOCK_TIME, 10d));
        assertThat(event.standardOutput()).isEqualTo("a\nb");
    }

    @Test
    void aHeartbeatWithoutTimeHappenedAtTheTimeOfItsEvent() throws EventRejectedException {
        var event = (JobHeartbeatEvent) decode(HEARTBEAT, "{\"JobID\":17,\"Data\":{}}");

        assertThat(event.timeMicros()).isEqualTo(event.envelope().timeMicros());
        assertThat(event.standardOutput()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NaN|NOT_FINITE",
                "-Infinity|NOT_FINITE",
                "1e999|NOT_FINITE",
                "\"1e999\"|NOT_FINITE",
                "\" -inf\"|NOT_FINITE",
                "\"Infinity\"|NOT_FINITE",
                "\"1_0\"|BAD_TYPE",
                "false|BAD_TYPE",
            })
    void namesWhatIsWrongWithANumber(String number, ReasonCode reason) {
        assertThat(reason(HEARTBEAT, "{\"JobID\":17,\"Data\":{\"Vsize\":" + number + "}}"))
                .isEqualTo(reason);
        assertThat(reason(METADATA, "{\"JobID\":17,\"Metadata\":{\"NormCPUTime(s)\":" + number + "}}"))
                .isEqualTo(reason);
    }

    @Test
    void splitsMetadataIntoAttributesAndParameters() throws EventRejectedException {
        var event = metadata("{\"Site\":\"LCG.CERN.cern\",\"JobType\":\"user\",\"cpu_normalization_factor\":\"-13.7\","
                + "\"Mine\":{\"a\": [1, 1.50e3, null]},\"UserPriority\":\"2\",\"Gone\":null,"
                + "\"timestamp\":\"2026-06-01 14:00:00+02:00\",\"Memory(MB)\":2002.0,\"VerifiedFlag\":1}");

        assertThat(event.attributes())
                .isEqualTo(Map.of(
                        JobAttribute.SITE, "LCG.CERN.cern",
                        JobAttribute.JOB_TYPE, "user",
                        JobAttribute.USER_PRIORITY, 2,
                        JobAttribute.VERIFIED_FLAG, "True"));
        assertThat(event.parameters())
                .isEqualTo(Map.of(
                        "JobType", new JsonText("\"user\""),
                        "CPUNormalizationFactor", new JsonText("-13"),
                        "Mine", new JsonText("{\"a\":[1,1.50e3,null]}"),
                        "timestamp", new JsonText("\"2026-06-01T12:00:00.000000+00:00\""),
                        "Memory(MB)", new JsonText("2002")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"JobGroup\":\"a\",\"job_group\":\"b\"}|a|\"b\"",
                "{\"job_group\":\"b\",\"JobGroup\":\"a\"}|a|\"b\"",
                "{\"job_group\":{\"x\":1},\"JobGroup\":null}||{\"x\":1}",
                "{\"job_group\":\"b\"}|b|",
            })
    void theProperNameWinsWhereverItStands(String metadata, String attribute, String parameter)
            throws EventRejectedException {
        var event = metadata(metadata);

        assertThat(event.attributes().get(JobAttribute.JOB_GROUP)).isEqualTo(attribute);
        assertThat(event.parameters().get("job_group")).isEqualTo(parameter == null ? null : new JsonText(parameter));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"JobID\":17}|RESERVED_FIELD",
                "{}|OUT_OF_RANGE",
                "{\"x\":NaN}|NOT_FINITE",
                "{\"x\":[{\"y\":-1e400}]}|NOT_FINITE",
                "{\"x\":\"\\ud800\"}|UNENCODABLE",
                "{\"\\ud800\":1}|UNENCODABLE",
                "{\"x\":{\"\\ud800\":1}}|UNENCODABLE",
                "{\"x\":{\"y\":1,\"y\":2}}|DUPLICATE_KEY",
                "{\"Site\":1}|BAD_TYPE",
                "{\"UserPriority\":4294967296}|OUT_OF_RANGE",
                "{\"PayloadPID\":\"9223372036854775808\"}|OUT_OF_RANGE",
                "{\"PayloadPID\":1e19}|OUT_OF_RANGE",
                "{\"AccountedFlag\":\"True\"}|BAD_ENUM",
                "{\"EndExecTime\":\"2026-06-01T12:00:00\"}|NAIVE_TIMESTAMP",
                "{\"Status\":\"123456789012345678901234567890123\"}|TEXT_TOO_LONG",
            })
    void namesWhatIsWrongWithMetadata(String metadata, ReasonCode reason) {
        assertThat(reason(METADATA, "{\"JobID\":17,\"Metadata\":" + metadata + "}"))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOW,Weird,",
        "ENUM,Done,",
        "ENUM,Weird,BAD_ENUM",
        "ENUM,Scouting,BAD_ENUM",
        "REJECT,Done,RESERVED_FIELD"
    })
    void configurationDecidesAboutTheStatusOfMetadata(MetadataStatus option, String status, ReasonCode reason) {
        var codec = new EventCodec(CodecOptions.DEFAULTS.withMetadataStatus(option));
        for (String name : new String[] {"Status", "status"}) {
            byte[] data = utf8("{\"JobID\":17,\"Metadata\":{\"" + name + "\":\"" + status + "\"}}");
            assertThat(reason(codec, JOB_KEY, data, headersBut("ce_type", METADATA)))
                    .isEqualTo(reason);
        }
    }

    @Test
    void readsAnAppliedStatus() throws EventRejectedException {
        var event = (JobStatusAppliedEvent) decode(
                JobStatusAppliedEvent.TYPE,
                "{\"JobID\":17,\"VO\":\"lhcb\",\"Status\":\"Weird\",\"MinorStatus\":\"m\",\"Refused\":true,"
                        + "\"Time\":\"1980-01-01T00:00:00Z\",\"DocumentStatus\":\"Done\",\"SeqNum\":4}");

        assertThat(event)
                .isEqualTo(new JobStatusAppliedEvent(
                        event.envelope(), 17, "lhcb", "Weird", "m", null, 315_532_800_000_000L, true, "Done", 4));
    }

    @ParameterizedTest
    @CsvSource({"0,OUT_OF_RANGE", "2147483648,OUT_OF_RANGE", "1.5,BAD_TYPE", "'\"1\"',BAD_TYPE"})
    void refusesANumberThatNoRowHas(String seqNum, ReasonCode reason) {
        byte[] data = utf8("{\"JobID\":17,\"VO\":\"lhcb\",\"Status\":\"Done\",\"MinorStatus\":\"m\","
                + "\"Time\":\"1980-01-01T00:00:00Z\",\"SeqNum\":" + seqNum + "}");
        assertThat(reason(
                        new EventCodec(CodecOptions.DEFAULTS),
                        JOB_KEY,
                        data,
                        headersBut("ce_type", JobStatusAppliedEvent.TYPE)))
                .isEqualTo(reason);
    }

    private static JobMetadataEvent metadata(String metadata) throws EventRejectedException {
        return (JobMetadataEvent) decode(METADATA, "{\"JobID\":17,\"Metadata\":" + metadata + "}");
    }
}
