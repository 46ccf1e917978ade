package org.diracgrid.ingest.bench.load;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;

/**
 * The log of one pilot, which comes in messages of 1 … {@value #MESSAGE_LINES_MAX} lines, half of them below thirty, now as
 * lines and now as text. Lines come in the order of their times, some of them at the same time. Immutable.
 *
 * @param stamp the pilot's
 * @param vo the pilot's
 * @param lines how many it has, 1 or more
 * @param seed all that is random in it
 */
public record PilotLog(String stamp, String vo, int lines, long seed) {

    /** Most lines of a message. */
    public static final int MESSAGE_LINES_MAX = 1_000;

    /** A fixed past, so that the seed alone gives the same bytes on any day. */
    private static final long START_MICROS =
            Instant.parse("2026-06-01T00:00:00Z").getEpochSecond() * 1_000_000;

    private static final String SOURCE = "/dirac/bench";

    /** One of so many messages is sent twice, as a producer does that had no answer. */
    private static final int REPEATED_ONE_IN = 100;

    /** All of it from the beginning. */
    public Iterator<LogMessage> messages() {
        return new Messages();
    }

    private final class Messages implements Iterator<LogMessage> {
        private final SplittableRandom random = new SplittableRandom(seed);
        private final LogText text = new LogText(random, START_MICROS + random.nextInt(1_000_000_000));
        private long sequence;
        private int left = lines;

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public LogMessage next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            int size = Math.min(left, size());
            left -= size;
            boolean asText = random.nextBoolean();
            LogText.Part part = asText ? text.raw(size) : text.lines(size);
            int copies = random.nextInt(REPEATED_ONE_IN) == 0 ? 2 : 1;
            return new LogMessage(event(part.lines()), part.raw(), copies);
        }

        /** Any order of magnitude is as likely as any other. */
        private int size() {
            return (int) StrictMath.pow(MESSAGE_LINES_MAX + 1, random.nextDouble());
        }

        private PilotLogEvent event(List<PilotLogLine> part) {
            long number = sequence++;
            long sentMicros = part.get(part.size() - 1).timeMicros() + 1;
            EventEnvelope envelope = new EventEnvelope(stamp + ':' + number, SOURCE, PilotLogEvent.TYPE, sentMicros);
            return new PilotLogEvent(envelope, stamp, vo, part, number, left == 0, null);
        }
    }
}
