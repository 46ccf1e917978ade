package org.diracgrid.ingest.worker.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.jspecify.annotations.Nullable;

/**
 * The record of a dead letter: the original's key, value and headers in their order, then why it is here, under the
 * names that Kafka Connect uses and under ours. Where the topic does not take it whole it is cut down step by step:
 *
 * <pre>
 * WHOLE → value cut to 512 KiB, 256 KiB … 0 → no value, no original headers, no key
 * </pre>
 *
 * The original remains where the {@code __connect.errors} coordinates say.
 *
 * <p>Immutable.
 *
 * @param letter what is parked
 * @param cuts how often it was cut down
 */
record LetterRecord(DeadLetter letter, int cuts) {

    private static final int FIRST_CUT_BYTES = 512 << 10;

    /** The cut that leaves no byte of the value: 512 Ki is 2^19. */
    private static final int VALUE_GONE = 21;

    private static final int CUTS_MAX = VALUE_GONE + 1;

    static LetterRecord whole(DeadLetter letter) {
        return new LetterRecord(letter, 0);
    }

    /** The next smaller form; null if there is none. */
    @Nullable
    LetterRecord smaller() {
        int next = cuts + 1;
        while (next < VALUE_GONE && valueBytes() <= FIRST_CUT_BYTES >> (next - 1)) {
            next++; // would not change anything
        }
        return next > CUTS_MAX ? null : new LetterRecord(letter, next);
    }

    ProducerRecord<byte[], byte[]> toProduce(String store, String workerVersion) {
        boolean bare = cuts == CUTS_MAX;
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.deadLetter(letter.topic()), null, bare ? null : letter.key(), value());
        if (!bare) {
            letter.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        }
        addReasons(record.headers(), store, workerVersion);
        return record;
    }

    private byte @Nullable [] value() {
        byte[] value = letter.value();
        if (value == null || cuts == 0) {
            return value;
        }
        return cuts >= VALUE_GONE ? null : Arrays.copyOf(value, Math.min(value.length, FIRST_CUT_BYTES >> (cuts - 1)));
    }

    private int valueBytes() {
        byte[] value = letter.value();
        return value == null ? 0 : value.length;
    }

    private void addReasons(Headers headers, String store, String workerVersion) {
        add(headers, "__connect.errors.topic", letter.topic());
        add(headers, "__connect.errors.partition", Integer.toString(letter.partition()));
        add(headers, "__connect.errors.offset", Long.toString(letter.offset()));
        add(headers, "__connect.errors.stage", letter.stage());
        add(headers, "__connect.errors.exception.class.name", EventRejectedException.class.getName());
        add(headers, "__connect.errors.exception.message", letter.detail());
        add(headers, "ingest.error.reason", letter.reason());
        add(headers, "ingest.error.kind", "rejected");
        add(headers, "ingest.error.store", store);
        add(headers, "ingest.error.attempts", Integer.toString(letter.attempts()));
        add(
                headers,
                "ingest.error.first.at",
                Instant.ofEpochMilli(letter.firstAtMs()).toString());
        add(
                headers,
                "ingest.error.last.at",
                Instant.ofEpochMilli(letter.lastAtMs()).toString());
        add(headers, "ingest.error.worker.version", workerVersion);
        if (cuts > 0) {
            add(headers, "ingest.error.value.bytes", Integer.toString(valueBytes()));
            add(headers, "ingest.error.cut", cuts == CUTS_MAX ? "value,headers,key" : "value");
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
