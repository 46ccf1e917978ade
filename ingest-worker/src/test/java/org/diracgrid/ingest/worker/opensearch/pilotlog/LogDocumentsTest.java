package org.diracgrid.ingest.worker.opensearch.pilotlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.CharConversionException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line is as a document, and by which id it is known. */
class LogDocumentsTest {

    private static final long MICROS = 1_748_779_210_123_456L; // 2025-06-01T12:00:10.123456Z

    @Test
    void writesDiracxsSevenFieldsAndTheOrderOfLines() throws Exception {
        PilotLogEvent event = event(3L, line(MICROS, "é \"quoted\"\n\tand on", false), line(MICROS, "", true));
        LogDocuments documents = new LogDocuments();

        assertThat(json(documents.write(event, 0, event.lines().get(0).message(), 17)))
                .isEqualTo("{\"PilotStamp\":\"stamp\",\"PilotID\":17,\"Severity\":\"WARN\",\"Message\":\"é"
                        + " \\\"quoted\\\"\\n\\tand on\",\"VO\":\"LHCb\",\"TimeStamp\":\"2025-06-01T12:00:10.123456+00:00\","
                        + "\"Scope\":\"Pilot\",\"Seq\":3,\"Line\":0}");
        assertThat(json(documents.write(event, 1, "***", -1)))
                .isEqualTo("{\"PilotStamp\":\"stamp\",\"PilotID\":-1,\"Severity\":\"WARN\",\"Message\":\"***\","
                        + "\"VO\":\"LHCb\",\"TimeStamp\":\"2025-06-01T12:00:10.123456+00:00\","
                        + "\"Scope\":\"Pilot\",\"Seq\":3,\"Line\":1,\"Truncated\":true}");
    }

    @Test
    void leavesOutASequenceNumberThatWasNotGiven() throws Exception {
        PilotLogEvent event = event(null, line(MICROS, "m", false));

        assertThat(json(new LogDocuments().write(event, 0, "m", 1))).doesNotContain("Seq");
    }

    /** One buffer and one remembered second serve all lines. */
    @ParameterizedTest
    @CsvSource({
        "1748779210123456, 2025-06-01T12:00:10.123456+00:00",
        "1748779210000001, 2025-06-01T12:00:10.000001+00:00",
        "1748779211000000, 2025-06-01T12:00:11.000000+00:00",
        "0, 1970-01-01T00:00:00.000000+00:00",
        "270000000999999, 1978-07-23T00:00:00.999999+00:00",
    })
    void writesTimesAsDiracxReadsThem(long micros, String text) {
        LogTime time = new LogTime();
        for (long before : new long[] {0, MICROS, micros, micros + 1, micros - 1}) {
            time.format(before);
        }

        assertThat(new String(time.format(micros))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDC00b", "\uDC00\uD800"})
    void refusesHalfOfASurrogatePairAndGoesOnWithTheNextLine(String text) throws Exception {
        PilotLogEvent event = event(1L, line(MICROS, text, false), line(MICROS, "\uD83D\uDE80", false));
        LogDocuments documents = new LogDocuments();
        documents.write(event, 1, "before", 1);

        assertThatThrownBy(() -> documents.write(event, 0, text, 1)).isInstanceOf(CharConversionException.class);
        assertThat(new ObjectMapper()
                        .readTree(documents.write(event, 1, "\uD83D\uDE80", 1))
                        .path("Message")
                        .asText())
                .isEqualTo("\uD83D\uDE80");
    }

    @Test
    void knowsALineByStampMessageAndNumber() throws Exception {
        LogIds ids = new LogIds();
        ids.begin(event(3L, line(MICROS, "a", false)));
        assertThat(ids.of(12)).isEqualTo(sha256("stamp\0003\00012")).hasSize(40);
        assertThat(ids.of(1)).isNotEqualTo(ids.of(2)).isEqualTo(ids.of(1));

        // Neither text nor time nor VO nor envelope make a difference where there is a number.
        ids.begin(new PilotLogEvent(
                new EventEnvelope("other", "/other", PilotLogEvent.TYPE, 5),
                "stamp",
                "other",
                List.of(line(5, "b", true)),
                3L,
                false,
                null));
        assertThat(ids.of(12)).isEqualTo(sha256("stamp\0003\00012"));

        ids.begin(event(null, line(MICROS, "a", false)));
        assertThat(ids.of(0)).isEqualTo(sha256("stamp\000/source\000id\0000"));
    }

    private static String sha256(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, 40);
    }

    private static PilotLogEvent event(Long sequence, PilotLogLine... lines) {
        EventEnvelope envelope = new EventEnvelope("id", "/source", PilotLogEvent.TYPE, MICROS);
        return new PilotLogEvent(envelope, "stamp", "LHCb", List.of(lines), sequence, false, null);
    }

    private static PilotLogLine line(long micros, String message, boolean truncated) {
        return new PilotLogLine(micros, "WARN", message, "Pilot", truncated);
    }

    private static String json(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }
}
