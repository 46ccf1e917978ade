package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.ingest.model.codec.Records.DATA;
import static org.diracgrid.ingest.model.codec.Records.JOB_KEY;
import static org.diracgrid.ingest.model.codec.Records.TIME;
import static org.diracgrid.ingest.model.codec.Records.dataWith;
import static org.diracgrid.ingest.model.codec.Records.dataWithAttributes;
import static org.diracgrid.ingest.model.codec.Records.headers;
import static org.diracgrid.ingest.model.codec.Records.reason;
import static org.diracgrid.ingest.model.codec.Records.utf8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.codec.CodecOptions.NonUtcOffset;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data of a status event: every rule of its table. */
class JobStatusReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"JobID\":17}|MISSING_FIELD",
                "{\"Updates\":{\"2026-06-01T12:00:10Z\":{}}}|MISSING_FIELD",
                "{\"JobID\":null,\"Updates\":{\"2026-06-01T12:00:10Z\":{}}}|MISSING_FIELD",
                "{\"JobID\":17,\"Updates\":null}|MISSING_FIELD",
                "{\"JobID\":17,\"Updates\":{}}|OUT_OF_RANGE",
                "{\"JobID\":0}|OUT_OF_RANGE",
                "{\"JobID\":-1}|OUT_OF_RANGE",
                "{\"JobID\":2147483648}|OUT_OF_RANGE",
                "{\"JobID\":99999999999999999999999}|OUT_OF_RANGE",
                "{\"JobID\":\"17\"}|BAD_TYPE",
                "{\"JobID\":17.0}|BAD_TYPE",
                "{\"JobID\":true}|BAD_TYPE",
                "{\"Updates\":[]}|BAD_TYPE",
                "{\"Updates\":{\"2026-06-01T12:00:10Z\":null}}|BAD_TYPE",
                "{\"Updates\":{\"2026-06-01T12:00:10Z\":\"Running\"}}|BAD_TYPE",
                "{\"Force\":1}|BAD_TYPE",
                "{\"Force\":\"true\"}|BAD_TYPE",
                "{\"AdditionalAttributes\":[]}|BAD_TYPE",
                "[]|BAD_TYPE",
                "17|BAD_TYPE",
                "null|BAD_TYPE",
            })
    void rejectsABadShape(String data, ReasonCode expected) {
        assertThat(reason(data)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|",
                "{\"Source\":\"x\"}|",
                "{\"Status\":null,\"MinorStatus\":null,\"ApplicationStatus\":null,\"Source\":null}|",
                "{\"Status\":\"Scouting\"}|BAD_ENUM",
                "{\"Status\":\"running\"}|BAD_ENUM",
                "{\"Status\":\"\"}|BAD_ENUM",
                "{\"Status\":\"idem\"}|BAD_ENUM",
                "{\"Status\":1}|BAD_TYPE",
                "{\"MinorStatus\":1}|BAD_TYPE",
                "{\"ApplicationStatus\":{}}|BAD_TYPE",
                "{\"Source\":false}|BAD_TYPE",
                "{\"MinorStatus\":\"\\ud800\"}|UNENCODABLE",
                "{\"Source\":\"\\udc00\\ud800\"}|UNENCODABLE",
                "{\"ApplicationStatus\":\"\\ud83d\\ude00\"}|",
            })
    void checksAnUpdate(String update, ReasonCode expected) {
        assertThat(reason(dataWith(TIME, update))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T12:00:10Z,",
        "2026-06-01 12:00:10.5+00:00,",
        "2026-06-01T14:00:10+02:00,",
        "2026-06-01T12:00Z,",
        "2026-06-01T12:00:10.123456789Z,",
        "2026-06-01 12:00:10.123456,NAIVE_TIMESTAMP",
        "2026-06-01T12:00:10,NAIVE_TIMESTAMP",
        "2026-06-01,BAD_TIMESTAMP",
        "now,BAD_TIMESTAMP",
        "'',BAD_TIMESTAMP",
        "1780315210,BAD_TIMESTAMP",
        "2026-02-30T12:00:10Z,BAD_TIMESTAMP",
        "2026-06-01T24:00:00Z,BAD_TIMESTAMP",
        "2026-06-01T12:00:60Z,BAD_TIMESTAMP",
        "1978-07-22T23:59:59Z,OUT_OF_RANGE",
        "2041-12-07T03:33:19Z,",
        "2041-12-07T03:33:20Z,OUT_OF_RANGE",
        "9999-12-31T23:59:59Z,OUT_OF_RANGE",
        "0001-01-01T00:00:00Z,OUT_OF_RANGE",
    })
    void checksTheTimeOfAnUpdate(String time, ReasonCode expected) {
        assertThat(reason(dataWith(time, "{}"))).isEqualTo(expected);
    }

    @Test
    void obeysTheOptionsForTimes() throws EventRejectedException {
        var rejecting = new EventCodec(CodecOptions.DEFAULTS.withNonUtcOffset(NonUtcOffset.REJECT));
        var assuming = new EventCodec(CodecOptions.DEFAULTS.withAssumeUtc(true));
        byte[] offset = utf8(dataWith("2026-06-01T14:00:10.123456+02:00", "{\"Status\":\"Running\"}"));
        byte[] naive = utf8(dataWith("2026-06-01 12:00:10.123456", "{\"Status\":\"Running\"}"));

        assertThat(reason(rejecting, JOB_KEY, offset, headers())).isEqualTo(ReasonCode.BAD_TIMESTAMP);
        assertThat(reason(rejecting, JOB_KEY, utf8(DATA), headers())).isNull();
        assertThat(Records.decode(assuming, JOB_KEY, naive, headers())).isEqualTo(Records.decode(DATA));
        assertThat(Records.decode(assuming, JOB_KEY, offset, headers())).isEqualTo(Records.decode(DATA));
    }

    @Test
    void limitsTextsByCharactersAndCutsOnlyWhereAsked() throws EventRejectedException {
        String face = "😀";
        var cutting = new EventCodec(CodecOptions.DEFAULTS.withCutApplicationStatus(true));
        byte[] tooLong = utf8(dataWith(TIME, "{\"ApplicationStatus\":\"" + face.repeat(256) + "\"}"));

        assertThat(reason(dataWith(TIME, "{\"MinorStatus\":\"" + face.repeat(128) + "\"}")))
                .isNull();
        assertThat(reason(dataWith(TIME, "{\"MinorStatus\":\"" + face.repeat(129) + "\"}")))
                .isEqualTo(ReasonCode.TEXT_TOO_LONG);
        assertThat(reason(dataWith(TIME, "{\"ApplicationStatus\":\"" + face.repeat(255) + "\"}")))
                .isNull();
        assertThat(reason(new EventCodec(CodecOptions.DEFAULTS), JOB_KEY, tooLong, headers()))
                .isEqualTo(ReasonCode.TEXT_TOO_LONG);
        var event = (JobStatusEvent) Records.decode(cutting, JOB_KEY, tooLong, headers());
        assertThat(event.updates().get(0).applicationStatus()).isEqualTo(face.repeat(255));
        assertThat(reason(dataWith(TIME, "{\"Source\":\"" + "x".repeat(1000) + "\"}")))
                .isNull();
    }

    @Test
    void allowsAThousandUpdatesAndNoMore() {
        assertThat(reason(manyUpdates(1000))).isNull();
        assertThat(reason(manyUpdates(1001))).isEqualTo(ReasonCode.OUT_OF_RANGE);
    }

    @Test
    void sortsUpdatesAndLetsTheLastOfTheSameInstantWin() throws EventRejectedException {
        String data = "{\"JobID\":17,\"Updates\":{"
                + "\"2026-06-01T12:00:11Z\":{\"Status\":\"Done\"},"
                + "\"2026-06-01T12:00:10Z\":{\"Status\":\"Running\",\"MinorStatus\":\"gone\"},"
                + "\"2026-06-01T14:00:10+02:00\":{\"MinorStatus\":\"kept\"},"
                + "\"2026-06-01T12:00:11.0000009Z\":{\"Status\":\"Failed\"}}}";

        assertThat(Records.decode(data).updates())
                .containsExactly(
                        new StatusUpdate(Golden.micros("2026-06-01T12:00:10Z"), null, "kept", null, "Unknown"),
                        new StatusUpdate(
                                Golden.micros("2026-06-01T12:00:11Z"), JobStatus.FAILED, null, null, "Unknown"));
    }

    @Test
    void keepsEmptyTexts() throws EventRejectedException {
        var update = Records.decode(dataWith(TIME, "{\"MinorStatus\":\"\",\"ApplicationStatus\":\"\",\"Source\":\"\"}"))
                .updates()
                .get(0);

        assertThat(update).isEqualTo(new StatusUpdate(Golden.micros(TIME), null, "", "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"Colour\":1}|UNKNOWN_FIELD",
                "{\"JobID\":1}|UNKNOWN_FIELD",
                "{\"site\":\"x\"}|UNKNOWN_FIELD",
                "{\"Site\":1}|BAD_TYPE",
                "{\"Owner\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}|TEXT_TOO_LONG",
                "{\"RescheduleTime\":\"2026-06-01T12:00:00\"}|NAIVE_TIMESTAMP",
                "{\"RescheduleTime\":\"soon\"}|BAD_TIMESTAMP",
                "{\"RescheduleTime\":17}|BAD_TYPE",
                "{\"UserPriority\":2147483648}|OUT_OF_RANGE",
                "{\"UserPriority\":1e300}|OUT_OF_RANGE",
                "{\"UserPriority\":1e999}|OUT_OF_RANGE",
                "{\"UserPriority\":1.5}|BAD_TYPE",
                "{\"UserPriority\":\"1.5\"}|BAD_TYPE",
                "{\"UserPriority\":\"\"}|BAD_TYPE",
                "{\"UserPriority\":true}|BAD_TYPE",
                "{\"VerifiedFlag\":\"perhaps\"}|BAD_TYPE",
                "{\"VerifiedFlag\":2}|BAD_TYPE",
                "{\"VerifiedFlag\":[]}|BAD_TYPE",
                "{\"AccountedFlag\":\"True\"}|BAD_ENUM",
                "{\"AccountedFlag\":1}|BAD_TYPE",
            })
    void rejectsBadAttributes(String attributes, ReasonCode expected) {
        assertThat(reason(dataWithAttributes(attributes))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Site|\"LCG.CERN.cern\"|LCG.CERN.cern",
                "Status|\"Weird\"|Weird",
                "UserPriority|7|7",
                "UserPriority|7.0|7",
                "UserPriority|\" -7 \"|-7",
                "VerifiedFlag|true|True",
                "VerifiedFlag|\"NO\"|False",
                "VerifiedFlag|1|True",
                "VerifiedFlag|0.0|False",
                "AccountedFlag|false|False",
                "AccountedFlag|true|True",
                "AccountedFlag|\"Failed\"|Failed",
                "RescheduleTime|\"2026-06-01T14:00:00+02:00\"|1780315200000000",
            })
    void readsAttributesAsTheirColumnsStoreThem(String name, String json, String expected)
            throws EventRejectedException {
        var event = Records.decode(dataWithAttributes("{\"" + name + "\":" + json + ",\"Owner\":null}"));

        assertThat(event.additionalAttributes()).containsOnlyKeys(JobAttribute.of(name));
        assertThat(event.additionalAttributes().get(JobAttribute.of(name))).hasToString(expected);
    }

    @Test
    void takesNullForAbsent() throws EventRejectedException {
        String data = DATA.substring(0, DATA.length() - 1) + ",\"Force\":null,\"AdditionalAttributes\":null}";

        assertThat(Records.decode(data)).isEqualTo(Records.decode(DATA));
        assertThat(Records.decode(DATA).additionalAttributes()).isEqualTo(Map.of());
    }

    private static String manyUpdates(int count) {
        List<String> updates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            updates.add("\"2026-06-01T12:00:%02d.%03dZ\":{}".formatted(i / 1000, i % 1000));
        }
        return "{\"JobID\":17,\"Updates\":{" + String.join(",", updates) + "}}";
    }
}
