package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record is void if its log has taken it after it expired; a producer's own time proves nothing. */
class DeliveryTest {

    private static final long EXPIRY_MS = 1_780_315_210_250L; // 2026-06-01T12:00:10.250Z

    @ParameterizedTest
    @CsvSource({
        "LOG_APPEND_TIME, 2026-06-01T12:00:10.250Z, -1, false",
        "LOG_APPEND_TIME, 2026-06-01T12:00:10.250Z,  0, false",
        "LOG_APPEND_TIME, 2026-06-01T12:00:10.250Z,  1, true",
        "LOG_APPEND_TIME,                         , 99, false",
        "CREATE_TIME,     2026-06-01T12:00:10.250Z,  1, false",
    })
    void isVoidIfItCameTooLate(TimestampType type, String expiry, long behindMs, boolean isVoid) {
        var headers = new RecordHeaders();
        if (expiry != null) {
            headers.add("ce_expirytime", expiry.getBytes(UTF_8));
        }
        var record = new ConsumerRecord<>(
                "t", 0, 7, EXPIRY_MS + behindMs, type, 1, 1, new byte[1], new byte[1], headers, Optional.empty());
        var delivery = new Delivery(new PartitionLease(new TopicPartition("t", 0), 1), record, 0, OffsetTracker.NONE);

        assertThat(delivery.isVoid(new EventCodec(CodecOptions.DEFAULTS))).isEqualTo(isVoid);
    }
}
