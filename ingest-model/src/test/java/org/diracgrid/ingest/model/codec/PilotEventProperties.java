package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotParametersEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.PilotStatus;

/** Pilots' events are decoded to what was encoded, and no text of a log is rejected or loses a character. */
class PilotEventProperties {

    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS);
    private static final long FIRST_MICROS = 270_000_000_001_000L;
    private static final long LAST_MICROS = 2_269_999_999_999_000L;

    @Property(tries = 1000)
    void decodesWhatItEncodes(@ForAll("events") IngestEvent event) throws EventRejectedException {
        for (EncodedEvent encoded : List.of(EventEncoder.binary(event), EventEncoder.structured(event))) {
            assertThat(encoded.topic()).isEqualTo(event.kind().topic());
            assertThat(CODEC.decode(encoded.key(), encoded.value(), encoded.headers()::get))
                    .isEqualTo(event);
        }
    }

    @Property(tries = 1000)
    void aTextLosesNothingButHeadersAndLineEnds(@ForAll("texts") String text) {
        List<PilotLogLine> lines = PilotLogText.lines(text, FIRST_MICROS, Integer.MAX_VALUE);

        String[] pieces = text.split("\n", -1);
        int count = pieces[pieces.length - 1].isEmpty() ? pieces.length - 1 : pieces.length;
        assertThat(lines).hasSize(count);
        for (int i = 0; i < count; i++) {
            String piece = pieces[i].endsWith("\r") ? pieces[i].substring(0, pieces[i].length() - 1) : pieces[i];
            PilotLogLine line = lines.get(i);
            assertThat(piece).endsWith(line.message());
            String header = piece.substring(0, piece.length() - line.message().length());
            if (!header.isEmpty()) {
                assertThat(header.stripTrailing()).endsWith("[" + line.scope() + "]");
                assertThat(header).contains(" " + line.severity() + " ");
            }
        }
    }

    @Property(tries = 1000)
    void anyTextIsALogWhateverItsSurrogates(@ForAll("texts") String text) throws EventRejectedException {
        String escaped = text.codePoints()
                .mapToObj(c -> c < 0x10000
                        ? String.format("\\u%04x", c)
                        : String.format(
                                "\\u%04x\\u%04x", (int) Character.highSurrogate(c), (int) Character.lowSurrogate(c)))
                .reduce("", String::concat);
        byte[] value =
                Records.utf8("{\"PilotStamp\":\"aa\",\"VO\":\"lhcb\",\"Final\":true,\"Raw\":\"" + escaped + "\"}");

        var event =
                (PilotLogEvent) Records.decode(CODEC, "aa", value, Records.headersBut("ce_type", PilotLogEvent.TYPE));

        String expected = new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
        assertThat(event.lines())
                .isEqualTo(PilotLogText.lines(expected, event.envelope().timeMicros(), Integer.MAX_VALUE));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> header = Combinators.combine(
                        Arbitraries.of(
                                "2026-06-01T12:00:10.123456Z",
                                "2026-06-01T12:00:10,123456Z",
                                "2026-06-01 12:00:10,123",
                                "2026-02-30T12:00:10Z",
                                "1970-01-01T00:00:00Z",
                                "2026-06-01T25:61:10Z"),
                        Arbitraries.of(" ", "  ", "\t", ""),
                        Arbitraries.of("INFO", "WARN", "WARNING", "DEBUG   ", "ERROR", "NOTICE", "CRITICAL", "info"),
                        Arbitraries.of(" ", "    ", ""),
                        Arbitraries.of("[a]", "[]", "[A b]", "[x", "a"),
                        Arbitraries.of(" ", "", "  "))
                .as((time, gap, severity, gap2, scope, gap3) -> time + gap + severity + gap2 + scope + gap3);
        Arbitrary<String> noise = Arbitraries.strings()
                .withChars(" \t\r\n[]:,.Z\u0000\u001B\uFEFF\uFFFD\uD83D\uDE00\uDC00\u00E9".toCharArray())
                .alpha()
                .ofMaxLength(12);
        return Arbitraries.frequencyOf(
                        Tuple.of(3, header),
                        Tuple.of(3, noise),
                        Tuple.of(3, Arbitraries.of("\n", "\r\n", "\n\n", "\r")))
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<IngestEvent> events() {
        return Arbitraries.oneOf(registered(), metadata(), assigned(), output(), parameters(), logs());
    }

    private static Arbitrary<PilotRegisteredEvent> registered() {
        return Combinators.combine(
                        envelopes(PilotRegisteredEvent.TYPE),
                        stamps(),
                        text(1, 128),
                        Combinators.combine(text(0, 32), text(0, 128), text(0, 128))
                                .as((type, site, destination) -> List.of(type, site, destination)),
                        text(1, 255),
                        Arbitraries.of(PilotStatus.class),
                        times())
                .as((envelope, stamp, vo, sites, reference, status, time) -> new PilotRegisteredEvent(
                        envelope, stamp, vo, sites.get(0), sites.get(1), sites.get(2), reference, status, time));
    }

    private static Arbitrary<PilotMetadataEvent> metadata() {
        var attributes = Arbitraries.of(PilotAttribute.class)
                .set()
                .ofMaxSize(9)
                .flatMap(keys -> Combinators.combine(text(0, 32), Arbitraries.longs())
                        .as((text, seed) -> {
                            Map<PilotAttribute, Object> values = new HashMap<>();
                            keys.forEach(key -> values.put(key, value(key, text, seed)));
                            return values;
                        }));
        return Combinators.combine(envelopes(PilotMetadataEvent.TYPE), pilotNames(), attributes)
                .as(PilotMetadataEvent::new);
    }

    private static Object value(PilotAttribute attribute, String text, long seed) {
        return switch (attribute.type()) {
            case TEXT -> text;
            case STATUS -> PilotStatus.values()[(int) Math.floorMod(seed, 8L)].text();
            case INTEGER -> (int) seed;
            case DOUBLE -> {
                double number = Double.longBitsToDouble(seed);
                yield Double.isFinite(number) ? number : 0.0;
            }
            case FLAG -> seed % 2 == 0 ? "True" : "False";
        };
    }

    private static Arbitrary<PilotJobsAssignedEvent> assigned() {
        return Combinators.combine(
                        envelopes(PilotJobsAssignedEvent.TYPE),
                        stamps(),
                        Arbitraries.integers()
                                .between(1, Integer.MAX_VALUE)
                                .list()
                                .uniqueElements()
                                .ofMinSize(1)
                                .ofMaxSize(8),
                        times(),
                        Arbitraries.of(true, false),
                        text(0, 128).injectNull(0.5))
                .as(PilotJobsAssignedEvent::new);
    }

    private static Arbitrary<PilotOutputEvent> output() {
        return Combinators.combine(
                        envelopes(PilotOutputEvent.TYPE),
                        pilotNames(),
                        text(0, 50).injectNull(0.3),
                        text(0, 50).injectNull(0.3))
                .as(PilotOutputEvent::new);
    }

    private static Arbitrary<PilotParametersEvent> parameters() {
        var values = Arbitraries.of("1", "-1.50e3", "\"a\"", "[1,{\"b\":null}]", "{}", "true")
                .map(JsonText::new);
        var free = Arbitraries.maps(Arbitraries.of("Mine", "", "a\"b", "job_type", "Timestamp"), values)
                .ofMaxSize(4);
        return Combinators.combine(
                        envelopes(PilotParametersEvent.TYPE),
                        stamps(),
                        free,
                        text(0, 20).injectNull(0.5),
                        Arbitraries.longs().injectNull(0.5))
                .as((envelope, stamp, members, host, memory) -> {
                    if (host != null) {
                        members.put("HostName", JsonTexts.of(host));
                        members.put("timestamp", JsonTexts.of("2026-06-01T12:00:10.123456+00:00"));
                    }
                    if (memory != null && memory != Long.MIN_VALUE) {
                        members.put("Memory(MB)", JsonTexts.of(memory));
                        members.put("WallClockTime(s)", JsonTexts.of(memory));
                    }
                    return new PilotParametersEvent(envelope, stamp, members);
                });
    }

    private static Arbitrary<PilotLogEvent> logs() {
        var line = Combinators.combine(
                        times(),
                        text(0, 255),
                        encodable().ofMaxLength(300).filter(text -> !text.endsWith("\n")),
                        text(0, 255),
                        Arbitraries.of(true, false))
                .as(PilotLogLine::new);
        return Combinators.combine(
                        envelopes(PilotLogEvent.TYPE),
                        text(1, PilotLogEvent.STAMP_MAX),
                        text(0, 300),
                        line.list().ofMaxSize(5),
                        Arbitraries.longs().between(0, Long.MAX_VALUE).injectNull(0.3),
                        Arbitraries.of(true, false),
                        text(0, 20).injectNull(0.5))
                .as((envelope, stamp, vo, lines, sequence, last, code) ->
                        new PilotLogEvent(envelope, stamp, vo, lines, sequence, last || lines.isEmpty(), code));
    }

    private static Arbitrary<PilotName> pilotNames() {
        return Arbitraries.oneOf(stamps().map(PilotName::ofStamp), text(1, 255).map(PilotName::ofReference));
    }

    private static Arbitrary<String> stamps() {
        return text(1, 32);
    }

    private static Arbitrary<EventEnvelope> envelopes(String type) {
        return Combinators.combine(text(1, 20), text(1, 20), times())
                .as((id, source, time) -> new EventEnvelope(id, source, type, time));
    }

    private static Arbitrary<Long> times() {
        return Arbitraries.longs().between(FIRST_MICROS, LAST_MICROS);
    }

    private static Arbitrary<String> text(int min, int max) {
        return encodable().ofMinLength(min).ofMaxLength(max);
    }

    private static StringArbitrary encodable() {
        return Arbitraries.strings()
                .ascii()
                .withCharRange('\u00A0', '\u024F')
                .withChars('"', '\\', '\n', '\u0000', '\uFFFD');
    }
}
