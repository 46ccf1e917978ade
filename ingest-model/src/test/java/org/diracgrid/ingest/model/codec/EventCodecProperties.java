package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.StatusUpdate;

/** What is encoded is decoded to the same event, and nothing but a rejection ever comes out of damaged bytes. */
class EventCodecProperties {

    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS.withTrustVo(true));
    private static final long FIRST_MICROS = 270_000_000_001_000L;
    private static final long LAST_MICROS = 2_269_999_999_999_000L;

    @Property(tries = 500)
    void decodesWhatItEncodes(@ForAll("events") IngestEvent event) throws EventRejectedException {
        assertThat(decode(EventEncoder.binary(event))).isEqualTo(event);
        assertThat(decode(EventEncoder.structured(event))).isEqualTo(event);
    }

    @Property(tries = 500)
    void throwsNothingButRejections(@ForAll("events") IngestEvent event, @ForAll Random random) {
        for (int i = 0; i < 40; i++) {
            decodeDamaged(i % 2 == 0 ? EventEncoder.binary(event) : EventEncoder.structured(event), random);
        }
    }

    private static void decodeDamaged(EncodedEvent encoded, Random random) {
        var headers = new HashMap<>(encoded.headers());
        byte[] value = encoded.value();
        for (int i = random.nextInt(4); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> headers.replaceAll((name, bytes) -> random.nextInt(3) == 0 ? damaged(bytes, random) : bytes);
                case 1 -> headers.values().removeIf(bytes -> random.nextInt(4) == 0);
                default -> value = damaged(value, random);
            }
        }
        byte[] key = random.nextInt(10) == 0 ? damaged(encoded.key(), random) : encoded.key();
        try {
            assertThat(CODEC.decode(key, value, headers::get).key()).isEqualTo(new String(key, UTF_8));
        } catch (EventRejectedException e) {
            assertThat(e.reason()).isNotNull();
            assertThat(e.getMessage()).isNotBlank();
        }
        assertThat(EventRoute.unchecked(value).topic()).isNotBlank();
    }

    @Property(tries = 1000)
    void throwsNothingButRejectionsOnNoise(@ForAll byte[] value, @ForAll boolean structured) {
        try {
            CODEC.decode(new byte[0], value, (structured ? Records.structuredHeaders() : Records.headers())::get);
        } catch (EventRejectedException e) {
            return;
        }
        throw new AssertionError("noise is no event");
    }

    @Provide
    Arbitrary<IngestEvent> events() {
        return Arbitraries.oneOf(statuses(), heartbeats(), metadata(), appliedStatuses());
    }

    private static Arbitrary<JobStatusEvent> statuses() {
        return Combinators.combine(
                        envelopes(JobStatusEvent.TYPE), ids(), updates(), Arbitraries.of(true, false), attributes())
                .as(JobStatusEvent::new);
    }

    private static Arbitrary<JobHeartbeatEvent> heartbeats() {
        var measures = Arbitraries.maps(
                Arbitraries.of(HeartbeatMeasure.class),
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite));
        return Combinators.combine(
                        envelopes(JobHeartbeatEvent.TYPE),
                        ids(),
                        times(),
                        measures,
                        encodable().ofMaxLength(60).injectNull(0.3))
                .as(JobHeartbeatEvent::new);
    }

    private static Arbitrary<JobMetadataEvent> metadata() {
        return Combinators.combine(envelopes(JobMetadataEvent.TYPE), ids(), attributes(), parameters())
                .as((envelope, id, attributes, parameters) -> {
                    if (attributes.get(JobAttribute.JOB_TYPE) instanceof String jobType) {
                        parameters.put("JobType", JsonTexts.of(jobType));
                    }
                    return new JobMetadataEvent(envelope, id, attributes, parameters);
                });
    }

    private static Arbitrary<Map<String, JsonText>> parameters() {
        var names = Arbitraries.of("Mine", "", "a\"b", "job_type", "job_group", "memory_mb", "pilot_agent");
        var values = encodable()
                .ofMaxLength(5)
                .map(JsonTexts::of)
                .flatMap(text -> Arbitraries.of(
                        text,
                        new JsonText("-1.50e3"),
                        new JsonText("[" + text + ",{" + text + ":null}]"),
                        new JsonText("{}")));
        return Arbitraries.maps(names, values).ofMaxSize(4).map(HashMap::new);
    }

    private static Arbitrary<JobStatusAppliedEvent> appliedStatuses() {
        var text = encodable().ofMaxLength(20);
        return Combinators.combine(
                        envelopes(JobStatusAppliedEvent.TYPE),
                        ids(),
                        text.ofMinLength(1),
                        text,
                        text.injectNull(0.3),
                        times(),
                        Arbitraries.of(true, false),
                        text.injectNull(0.3))
                .as((envelope, id, vo, status, application, time, refused, document) -> new JobStatusAppliedEvent(
                        envelope, id, vo, status, status, application, time, refused, document, id / 2));
    }

    private static Arbitrary<Integer> ids() {
        return Arbitraries.integers().between(1, Integer.MAX_VALUE);
    }

    private static Arbitrary<EventEnvelope> envelopes(String type) {
        var text = encodable().ofMinLength(1).ofMaxLength(20);
        return Combinators.combine(text, text, times(), text.injectNull(0.5))
                .as((id, source, time, vo) -> new EventEnvelope(id, source, type, time, vo));
    }

    private static Arbitrary<List<StatusUpdate>> updates() {
        var update = Combinators.combine(
                        times(),
                        Arbitraries.of(JobStatus.class)
                                .filter(JobStatus::isKnownToDiracx)
                                .injectNull(0.3),
                        encodable().ofMaxLength(128).injectNull(0.3),
                        encodable().ofMaxLength(255).injectNull(0.3),
                        encodable().ofMaxLength(60))
                .as(StatusUpdate::new);
        return update.list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .uniqueElements(StatusUpdate::timeMicros)
                .map(EventCodecProperties::sorted);
    }

    private static Arbitrary<Map<JobAttribute, Object>> attributes() {
        return Arbitraries.of(JobAttribute.class)
                .set()
                .ofMaxSize(4)
                .flatMap(keys -> times().map(seed -> {
                    var attributes = new HashMap<JobAttribute, Object>();
                    keys.forEach(key -> attributes.put(key, value(key, seed)));
                    return attributes;
                }));
    }

    private static Object value(JobAttribute attribute, long seed) {
        return switch (attribute.type()) {
            case TEXT -> Long.toString(seed, 36);
            case TIME -> seed;
            case INTEGER -> (int) seed;
            case VERIFIED -> seed % 2 == 0 ? "True" : "False";
            case ACCOUNTED -> List.of("True", "False", "Failed").get((int) (seed % 3));
        };
    }

    private static Arbitrary<Long> times() {
        return Arbitraries.longs().between(FIRST_MICROS, LAST_MICROS);
    }

    private static StringArbitrary encodable() {
        return Arbitraries.strings()
                .ascii()
                .withCharRange('\u00A0', '\u024F')
                .withCharRange('\u4E00', '\u4E20')
                .withChars('"', '\\', '\n', '\u0000', '\uFFFD');
    }

    private static List<StatusUpdate> sorted(List<StatusUpdate> updates) {
        return updates.stream()
                .sorted(Comparator.comparingLong(StatusUpdate::timeMicros))
                .toList();
    }

    private static IngestEvent decode(EncodedEvent encoded) throws EventRejectedException {
        return CODEC.decode(encoded.key(), encoded.value(), encoded.headers()::get);
    }

    /** The bytes with one place changed, cut, doubled or made of JSON's own characters. */
    private static byte[] damaged(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        byte[] copy = bytes.clone();
        int at = random.nextInt(copy.length);
        switch (random.nextInt(5)) {
            case 0 -> copy[at] = (byte) random.nextInt(256);
            case 1 -> copy[at] = (byte) "{}[]\",:\\0e-.nNI ".charAt(random.nextInt(16));
            case 2 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 3 -> copy = Arrays.copyOf(copy, at);
            default -> {
                copy = Arrays.copyOf(copy, copy.length + copy.length - at);
                System.arraycopy(bytes, at, copy, bytes.length, bytes.length - at);
            }
        }
        return copy;
    }
}
