package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.ingest.model.codec.Records.DATA;
import static org.diracgrid.ingest.model.codec.Records.TIME;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The CloudEvents SDK as judge: we read what it writes, and it reads what we write. */
class CloudEventsSdkTest {

    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS);

    private static final JobStatusEvent EVENT = new JobStatusEvent(
            new EventEnvelope(
                    "0197-é", "/dirac/wn17", "org.diracgrid.job.status.v1", Golden.micros("2026-06-01T12:00:11.5Z")),
            17,
            List.of(new StatusUpdate(Golden.micros(TIME), JobStatus.RUNNING, null, null, "Unknown")),
            false,
            Map.of());

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void readsWhatTheSdkWrites(Encoding encoding) throws EventRejectedException {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("0197-é")
                .withSource(URI.create("/dirac/wn17"))
                .withType("org.diracgrid.job.status.v1")
                .withTime(OffsetDateTime.parse("2026-06-01T14:00:11.5+02:00"))
                .withSubject("17")
                .withExtension("partitionkey", "17")
                .withData("application/json", DATA.getBytes(UTF_8))
                .build();
        Headers headers = new RecordHeaders();
        byte[] value;
        try (var serializer = new CloudEventSerializer()) {
            var config = encoding == Encoding.BINARY
                    ? Map.of(CloudEventSerializer.ENCODING_CONFIG, encoding)
                    : Map.of(
                            CloudEventSerializer.ENCODING_CONFIG,
                            encoding,
                            CloudEventSerializer.EVENT_FORMAT_CONFIG,
                            JsonFormat.CONTENT_TYPE);
            serializer.configure(config, false);
            value = serializer.serialize("diracx.jobs.v1", headers, event);
        }

        assertThat(decode(value, headers)).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void writesWhatTheSdkReads(Encoding encoding) throws EventRejectedException {
        EncodedEvent encoded =
                encoding == Encoding.BINARY ? EventEncoder.binary(EVENT) : EventEncoder.structured(EVENT);
        Headers headers = new RecordHeaders();
        encoded.headers().forEach(headers::add);
        CloudEvent event;
        try (var deserializer = new CloudEventDeserializer()) {
            event = deserializer.deserialize(encoded.topic(), headers, encoded.value());
        }

        assertThat(encoded.topic()).isEqualTo("diracx.jobs.v1");
        assertThat(encoded.key()).isEqualTo("17".getBytes(UTF_8));
        assertThat(event.getId()).isEqualTo("0197-é");
        assertThat(event.getSource()).isEqualTo(URI.create("/dirac/wn17"));
        assertThat(event.getType()).isEqualTo("org.diracgrid.job.status.v1");
        assertThat(event.getSubject()).isEqualTo("17");
        assertThat(event.getTime().toInstant()).isEqualTo("2026-06-01T12:00:11.500Z");
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(decode(encoded.value(), headers)).isEqualTo(EVENT);
    }

    private static IngestEvent decode(byte[] value, Headers headers) throws EventRejectedException {
        return CODEC.decode("17".getBytes(UTF_8), value, name -> {
            Header last = headers.lastHeader(name);
            return last == null ? null : last.value();
        });
    }
}
