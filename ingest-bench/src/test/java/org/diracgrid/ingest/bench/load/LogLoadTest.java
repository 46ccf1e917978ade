package org.diracgrid.ingest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.junit.jupiter.api.Test;

/** A load is a function of its numbers, of the size that was asked for, and says what the worker has to read in it. */
class LogLoadTest {

    private static final LogLoad LOAD = new LogLoad(40_000, 80, 7);

    @Test
    void sameNumbersGiveSameBytes() throws Exception {
        assertThat(digest(LOAD)).isEqualTo(digest(LOAD)).isEqualTo(digest(new LogLoad(40_000, 80, 7)));
        assertThat(digest(new LogLoad(40_000, 80, 8))).isNotEqualTo(digest(LOAD));
    }

    @Test
    void allPilotsTogetherHaveAsManyLinesAsWereAskedFor() {
        for (int lines : List.of(80, 81, 40_000)) {
            LogLoad load = new LogLoad(lines, 80, 7);
            assertThat(load.logs()).hasSize(80).extracting(PilotLog::stamp).doesNotHaveDuplicates();
            assertThat(load.logs()).extracting(PilotLog::lines).allMatch(size -> size > 0);
            assertThat(messages(load).stream()
                            .mapToInt(message -> message.lines().size())
                            .sum())
                    .isEqualTo(lines);
        }
        assertThatThrownBy(() -> new LogLoad(79, 80, 7)).hasMessageContaining("79 lines of 80 pilots");
    }

    @Test
    void messagesAreOfAllSizesMostOfThemSmall() {
        List<LogMessage> messages = messages(LOAD);
        List<Integer> sizes = messages.stream()
                .map(message -> message.lines().size())
                .sorted()
                .toList();

        assertThat(sizes.get(0)).isEqualTo(1);
        assertThat(sizes.get(sizes.size() / 2)).isBetween(15, 45);
        assertThat(sizes.get(sizes.size() - 1)).isBetween(800, 1_000);
        assertThat(messages.stream().filter(message -> message.raw() != null).count())
                .isBetween(messages.size() * 2L / 5, messages.size() * 3L / 5);
        assertThat(messages).anyMatch(message -> message.copies() == 2);
    }

    /** What the check expects is in the order in which it reads: by time, then by number. */
    @Test
    void linesOfAPilotNeverGoBackInTimeAndSomeAreOfTheSameTime() {
        int same = 0;
        for (PilotLog log : LOAD.logs()) {
            long before = Long.MIN_VALUE;
            for (Iterator<LogMessage> messages = log.messages(); messages.hasNext(); ) {
                for (PilotLogLine line : messages.next().lines()) {
                    assertThat(line.timeMicros()).isGreaterThanOrEqualTo(before);
                    same += line.timeMicros() == before ? 1 : 0;
                    before = line.timeMicros();
                }
            }
        }
        assertThat(same).isBetween(8_000, 24_000);
    }

    @Test
    void interleavedMessagesOfAPilotAreThoseOfItsLogInTheirOrder() {
        Map<String, List<LogMessage>> byStamp = new HashMap<>();
        messages(LOAD)
                .forEach(message -> byStamp.computeIfAbsent(message.event().stamp(), stamp -> new ArrayList<>())
                        .add(message));

        LOAD.logs().forEach(log -> assertThat(byStamp.get(log.stamp())).isEqualTo(list(log.messages())));
    }

    @Test
    void recordSaysWhatTheMessageSays() throws Exception {
        EventCodec codec = new EventCodec(CodecOptions.DEFAULTS);
        for (LogMessage message : messages(new LogLoad(5_000, 20, 3))) {
            EncodedEvent record = message.encode();
            IngestEvent read = codec.decode(record.key(), record.value(), record.headers()::get);

            assertThat(read).isEqualTo(message.event());
        }
    }

    private static String digest(LogLoad load) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (LogMessage message : messages(load)) {
            EncodedEvent record = message.encode();
            digest.update(record.key());
            digest.update(record.value());
            record.headers().forEach((name, value) -> digest.update(value));
            digest.update((byte) message.copies());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<LogMessage> messages(LogLoad load) {
        return list(load.messages());
    }

    private static List<LogMessage> list(Iterator<LogMessage> messages) {
        List<LogMessage> list = new ArrayList<>();
        messages.forEachRemaining(list::add);
        return list;
    }
}
