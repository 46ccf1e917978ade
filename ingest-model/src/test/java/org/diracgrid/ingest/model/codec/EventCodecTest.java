package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.diracgrid.ingest.model.codec.Records.DATA;
import static org.diracgrid.ingest.model.codec.Records.JOB_KEY;
import static org.diracgrid.ingest.model.codec.Records.TIME;
import static org.diracgrid.ingest.model.codec.Records.dataWith;
import static org.diracgrid.ingest.model.codec.Records.headers;
import static org.diracgrid.ingest.model.codec.Records.headersBut;
import static org.diracgrid.ingest.model.codec.Records.reason;
import static org.diracgrid.ingest.model.codec.Records.structured;
import static org.diracgrid.ingest.model.codec.Records.structuredHeaders;
import static org.diracgrid.ingest.model.codec.Records.utf8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.codec.CodecOptions.NonUtcOffset;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modes, envelope, and the order in which a record is checked. */
class EventCodecTest {

    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS);

    private static final EventCodec TRUSTING = new EventCodec(CodecOptions.DEFAULTS.withTrustVo(true));

    private static final JobStatusEvent EVENT = new JobStatusEvent(
            new EventEnvelope("id-1", "/test", "org.diracgrid.job.status.v1", Golden.micros("2026-06-01T12:00:11.5Z")),
            17,
            List.of(new StatusUpdate(Golden.micros(TIME), JobStatus.RUNNING, null, null, "Unknown")),
            false,
            Map.of());

    @Test
    void decodesBothModesToTheSameEvent() throws EventRejectedException {
        assertThat(Records.decode(CODEC, JOB_KEY, utf8(DATA), headers())).isEqualTo(EVENT);
        assertThat(Records.decode(CODEC, JOB_KEY, utf8(structured(DATA)), structuredHeaders()))
                .isEqualTo(EVENT);
        assertThat(CODEC.decodeStructured(utf8(structured(DATA)))).isEqualTo(EVENT);
    }

    @Test
    void tellsUnwantedKindsByTheirHeadersAlone() {
        EventCodec choosy = new EventCodec(CodecOptions.DEFAULTS, Set.of(IngestEvent.Kind.JOB_STATUS));

        assertThat(choosy.isUnwanted(headers()::get)).isTrue();
        assertThat(choosy.isUnwanted(headersBut("ce_type", JobHeartbeatEvent.TYPE)::get))
                .isFalse();
        assertThat(choosy.isUnwanted(headersBut("ce_type", "nonsense")::get)).isFalse();
        assertThat(choosy.isUnwanted(headersBut("ce_type", null)::get)).isFalse();
        assertThat(choosy.isUnwanted(headersBut("content-type", "application/cloudevents+json")::get))
                .isFalse();
        assertThat(CODEC.isUnwanted(headers()::get)).isFalse();
    }

    @Test
    void tellsUntilWhenAnEventHolds() {
        long expiryMs = Instant.parse("2026-06-01T12:00:10.250Z").toEpochMilli();
        Map<String, byte[]> written = EventEncoder.binary(EVENT, expiryMs).headers();

        assertThat(new String(written.get("ce_expirytime"), StandardCharsets.UTF_8))
                .isEqualTo("2026-06-01T12:00:10.250000+00:00");
        assertThat(CODEC.isExpired(written::get, expiryMs)).isFalse();
        assertThat(CODEC.isExpired(written::get, expiryMs + 1)).isTrue();
        assertThat(CODEC.isExpired(headers()::get, Long.MAX_VALUE / 1_000)).isFalse();
        assertThat(CODEC.isExpired(headersBut("ce_expirytime", "soon")::get, expiryMs))
                .isFalse();
        assertThat(CODEC.isExpired(headersBut("ce_expirytime", "2020-01-01T00:00:00")::get, expiryMs))
                .isFalse();
    }

    @Test
    void readsStructuredMembersInAnyOrderAndDataInBase64() throws EventRejectedException {
        String attributes =
                "\"type\":\"org.diracgrid.job.status.v1\",\"time\":\"2026-06-01T12:00:11.5Z\",\"source\":\"/test\","
                        + "\"id\":\"id-1\",\"specversion\":\"1.0\",\"traceparent\":[{\"any\":1}]}";
        String base64 = Base64.getEncoder().encodeToString(DATA.getBytes(StandardCharsets.UTF_8));

        assertThat(CODEC.decodeStructured(utf8(" {\"data\" : " + DATA + " ," + attributes)))
                .isEqualTo(EVENT);
        assertThat(CODEC.decodeStructured(utf8("{\"data_base64\":\"" + base64 + "\"," + attributes)))
                .isEqualTo(EVENT);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_dxvo, lhcb,,, lhcb",
        "dxvo, lhcb,,, lhcb",
        "dxvo, dteam, ce_dxvo, lhcb, lhcb",
        "ce_dxvo, a/b,,, a/b", // whether it is one is the store's affair
        "ce_vo, lhcb,,,",
    })
    void takesTheVoOfTrustedHeaders(String name, String value, String other, String otherValue, String vo)
            throws EventRejectedException {
        var headers = headersBut(name, value);
        if (other != null) {
            headers.put(other, utf8(otherValue));
        }

        assertThat(Records.decode(TRUSTING, JOB_KEY, utf8(DATA), headers)
                        .envelope()
                        .vo())
                .isEqualTo(vo);
        assertThat(Records.decode(CODEC, JOB_KEY, utf8(DATA), headers)).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @CsvSource({"'\"lhcb\"', lhcb,", "null,,", "5,, ENVELOPE_MISSING", "'[1]',, ENVELOPE_MISSING"})
    void takesTheVoOfATrustedMember(String member, String vo, ReasonCode reason) throws EventRejectedException {
        byte[] event = utf8(structured(DATA).replaceFirst("\\{", "{\"dxvo\":" + member + ","));

        assertThat(reason(TRUSTING, JOB_KEY, event, structuredHeaders())).isEqualTo(reason);
        if (reason == null) {
            assertThat(TRUSTING.decodeStructured(event).envelope().vo()).isEqualTo(vo);
        }
        assertThat(CODEC.decodeStructured(event)).isEqualTo(EVENT);
    }

    @Test
    void takesDataWithoutAContentTypeAsJson() {
        assertThat(reason(CODEC, JOB_KEY, utf8(DATA), headersBut("content-type", null)))
                .isNull();
        assertThat(reason(CODEC, JOB_KEY, utf8(DATA), headersBut("content-type", "application/vnd.x+json")))
                .isNull();
        assertThat(reason(CODEC, JOB_KEY, utf8(DATA), headersBut("content-type", "text/plain")))
                .isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason(CODEC, JOB_KEY, utf8(DATA), headersBut("content-type", "application/cloudevents+avro")))
                .isEqualTo(ReasonCode.ENVELOPE_MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_specversion,,ENVELOPE_MISSING",
        "ce_id,,ENVELOPE_MISSING",
        "ce_id,'',ENVELOPE_MISSING",
        "ce_source,,ENVELOPE_MISSING",
        "ce_type,,ENVELOPE_MISSING",
        "ce_time,,ENVELOPE_MISSING",
        "ce_specversion,0.3,ENVELOPE_VERSION",
        "ce_specversion,1.1,ENVELOPE_VERSION",
        "ce_time,yesterday,ENVELOPE_TIME",
        "ce_time,2026-06-01T12:00:11.5,ENVELOPE_TIME",
        "ce_time,2042-01-01T00:00:00Z,ENVELOPE_TIME",
        "ce_time,1970-01-01T00:00:00Z,ENVELOPE_TIME",
        "ce_type,org.diracgrid.job.status.v2,UNKNOWN_TYPE",
        "ce_type,org.diracgrid.job.heartbeat.v2,UNKNOWN_TYPE",
    })
    void rejectsABadEnvelope(String header, String value, ReasonCode expected) {
        assertThat(reason(CODEC, JOB_KEY, utf8(DATA), headersBut(header, value)))
                .isEqualTo(expected);
        if (value != null) {
            String member = header.substring(3);
            String text = structured(DATA)
                    .replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":\"" + value + "\"");
            assertThat(reason(CODEC, JOB_KEY, utf8(text), structuredHeaders())).isEqualTo(expected);
        }
    }

    @Test
    void rejectsHeadersThatAreNotUtf8() {
        var headers = headers();
        headers.put("ce_id", new byte[] {(byte) 0xC0, (byte) 0x80});

        assertThat(reason(CODEC, JOB_KEY, utf8(DATA), headers)).isEqualTo(ReasonCode.ENVELOPE_MISSING);
    }

    @Test
    void convertsTheTimeOfTheEnvelopeWhateverTheOptionsSay() throws EventRejectedException {
        var codec = new EventCodec(CodecOptions.DEFAULTS.withNonUtcOffset(NonUtcOffset.REJECT));

        var event = Records.decode(codec, JOB_KEY, utf8(DATA), headersBut("ce_time", "2026-06-01T14:00:11.5+02:00"));

        assertThat(event).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"18", "017", "+17", " 17", "17 ", "", "job 17"})
    void rejectsAnotherKey(String key) {
        assertThat(reason(CODEC, key, utf8(DATA), headers())).isEqualTo(ReasonCode.KEY_MISMATCH);
        assertThat(reason(CODEC, key, utf8(structured(DATA)), structuredHeaders()))
                .isEqualTo(ReasonCode.KEY_MISMATCH);
        assertThat(reason(CODEC, null, utf8(DATA), headers())).isEqualTo(ReasonCode.KEY_MISMATCH);
    }

    @Test
    void rejectsAValueThatIsTooLargeBeforeReadingIt() {
        var codec = new EventCodec(CodecOptions.DEFAULTS.withValueBytesMax(DATA.length()));

        assertThat(reason(codec, JOB_KEY, utf8(DATA), headers())).isNull();
        assertThat(reason(codec, JOB_KEY, utf8(DATA + " "), headers())).isEqualTo(ReasonCode.TOO_LARGE);
        assertThat(reason(codec, JOB_KEY, new byte[DATA.length() + 1], headers()))
                .isEqualTo(ReasonCode.TOO_LARGE);
        assertThat(reason(codec, JOB_KEY, utf8(structured(DATA)), structuredHeaders()))
                .isEqualTo(ReasonCode.TOO_LARGE);
    }

    @Test
    void checksEnvelopeThenSizeThenJsonThenTypeThenShapeThenKey() {
        var codec = new EventCodec(CodecOptions.DEFAULTS.withValueBytesMax(200));
        var large = new byte[201];
        var wrongShape = utf8("{}");

        assertThat(reason(codec, "x", large, headersBut("ce_time", "bad"))).isEqualTo(ReasonCode.ENVELOPE_TIME);
        assertThat(reason(codec, "x", large, headersBut("ce_type", "none"))).isEqualTo(ReasonCode.TOO_LARGE);
        assertThat(reason(codec, "x", utf8("{"), headersBut("ce_type", "none"))).isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason(codec, "x", wrongShape, headersBut("ce_type", "none")))
                .isEqualTo(ReasonCode.UNKNOWN_TYPE);
        assertThat(reason(codec, "x", wrongShape, headers())).isEqualTo(ReasonCode.MISSING_FIELD);
        assertThat(reason(codec, "x", utf8(DATA), headers())).isEqualTo(ReasonCode.KEY_MISMATCH);
    }

    /** A shape error early in the text must not hide an error of the JSON late in it, in neither mode. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"JobID\":\"x\",\"Updates\":{},}|BAD_JSON",
                "{\"JobID\":\"x\"|BAD_JSON",
                "{\"JobID\":\"x\",\"a\":1,\"a\":2}|DUPLICATE_KEY",
                "{\"JobID\":\"x\",\"a\":[NaN]}|NOT_FINITE",
                "{\"JobID\":\"x\",\"a\":-Infinity}|NOT_FINITE",
                "{\"JobID\":\"x\"} {}|BAD_JSON",
                "{\"JobID\":\"x\"}|BAD_TYPE",
            })
    void findsErrorsOfTheJsonBehindErrorsOfTheShape(String data, ReasonCode expected) {
        assertThat(reason(data)).isEqualTo(expected);
        String whole = structured(data).replace("{} }", "{}}");
        assertThat(reason(CODEC, JOB_KEY, utf8(whole), structuredHeaders())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "{",
                "[1,",
                "{\"JobID\":17,}",
                "{'JobID':17}",
                "{JobID:17}",
                "{\"JobID\":017}",
                "/**/{}",
                "{\"JobID\":17} x",
                "{} {}",
                "\uFEFF{}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":+1}",
                "{\"a\":.5}"
            })
    void rejectsWhatIsNotOneJsonValue(String text) {
        assertThat(reason(text)).isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason(CODEC, JOB_KEY, utf8(text), structuredHeaders())).isEqualTo(ReasonCode.BAD_JSON);
    }

    @Test
    void rejectsARecordWithoutAValue() {
        assertThat(reason(CODEC, JOB_KEY, null, headers())).isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason(CODEC, JOB_KEY, null, structuredHeaders())).isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason(CODEC, JOB_KEY, null, Map.of())).isEqualTo(ReasonCode.ENVELOPE_MISSING);
    }

    @Test
    void rejectsKeysThatOccurTwiceAtAnyDepth() {
        assertThat(reason("{\"JobID\":17,\"JobID\":17}")).isEqualTo(ReasonCode.DUPLICATE_KEY);
        assertThat(reason("{\"JobID\":17,\"Job\\u0049D\":17}")).isEqualTo(ReasonCode.DUPLICATE_KEY);
        assertThat(reason(dataWith(TIME, "{\"Status\":\"Done\",\"Status\":\"Done\"}")))
                .isEqualTo(ReasonCode.DUPLICATE_KEY);
        assertThat(reason(dataWith(TIME + "\":{},\"" + TIME, "{}"))).isEqualTo(ReasonCode.DUPLICATE_KEY);
        assertThat(reason(dataWith(TIME, "{\"x\":[{\"a\":0,\"b\":0,\"c\":0,\"a\":0}]}")))
                .isEqualTo(ReasonCode.DUPLICATE_KEY);
    }

    @Test
    void rejectsDeepNestingAndAcceptsSome() {
        assertThat(reason(dataWith(TIME, "{\"x\":" + "[".repeat(29) + "]".repeat(29) + "}")))
                .isNull();
        assertThat(reason(dataWith(TIME, "{\"x\":" + "[".repeat(30) + "]".repeat(30) + "}")))
                .isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason("[".repeat(100_000))).isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason("{\"a\":" + "9".repeat(100_000) + "}")).isEqualTo(ReasonCode.BAD_JSON);
        assertThat(reason("{\"" + "a".repeat(100_000) + "\":1}")).isEqualTo(ReasonCode.BAD_JSON);
    }

    /** Overlong forms, surrogates, lone continuation bytes and cut sequences are not UTF-8; U+FFFD itself is. */
    @ParameterizedTest
    @ValueSource(strings = {"C080", "EDA080", "80", "C3", "F4908080", "E28228", "FF"})
    void rejectsInvalidUtf8Anywhere(String hex) {
        for (String update : List.of("{\"MinorStatus\":\"%\"}", "{\"ignored\":\"%\"}", "{\"%\":1}")) {
            String data = dataWith(TIME, update);
            int mark = data.indexOf('%');
            byte[] value =
                    concat(utf8(data.substring(0, mark)), HexFormat.of().parseHex(hex), utf8(data.substring(mark + 1)));
            assertThat(reason(CODEC, JOB_KEY, value, headers())).isEqualTo(ReasonCode.BAD_JSON);
        }
        assertThat(reason(dataWith(TIME, "{\"MinorStatus\":\"\uFFFD\"}"))).isNull();
    }

    @Test
    void countsIgnoredMembers() {
        var codec = new EventCodec(CodecOptions.DEFAULTS);

        assertThat(reason(codec, JOB_KEY, utf8(dataWith(TIME, "{\"Host\":{\"a\":[1,null]},\"x\":1}")), headers()))
                .isNull();

        assertThat(codec.ignoredMembers()).isEqualTo(2);
    }

    @Test
    void neverQuotesThePayload() {
        String secret = "s3cr3t";
        for (String data : List.of(
                "{\"JobID\":\"" + secret + "\"}",
                dataWith(secret, "{}"),
                dataWith(TIME, "{\"Status\":\"" + secret + "\"}"),
                dataWith(TIME, "{\"MinorStatus\":\"" + secret.repeat(100) + "\"}"),
                "{\"AdditionalAttributes\":{\"" + secret + "\":1}}",
                "{\"" + secret + "\":1,\"" + secret + "\":1}",
                "{\"a\":" + secret + "}",
                secret)) {
            var rejected = catchThrowableOfType(EventRejectedException.class, () -> Records.decode(data));
            assertThat(rejected.getMessage()).doesNotContain(secret).isNotBlank();
        }
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
