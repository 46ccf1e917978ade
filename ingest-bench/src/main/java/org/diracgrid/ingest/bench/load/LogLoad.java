package org.diracgrid.ingest.bench.load;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The logs of many pilots, some of them short and some long. The same three numbers give the same bytes, and every call of
 * {@link #messages} starts afresh. Immutable.
 */
public final class LogLoad {

    private static final List<String> VOS = List.of("lhcb", "Belle", "vo.cta.in2p3.fr", "gridpp", "ilc");

    /** The longest log has as many times the lines of the shortest one, roughly. */
    private static final double SPREAD = 16;

    private static final int LINES_PER_LOG = 500;

    private final List<PilotLog> logs;
    private final long seed;

    /**
     * @param lines of all logs together, not less than there are pilots
     * @param pilots 1 or more
     * @param seed everything random comes from it
     */
    public LogLoad(int lines, int pilots, long seed) {
        if (pilots < 1 || lines < pilots) {
            throw new IllegalArgumentException(
                    lines + " lines of " + pilots + " pilots; every pilot has one line or more");
        }
        this.seed = seed;
        this.logs = logs(lines, pilots, seed);
    }

    /** The pilots and their logs; the log of one pilot takes no room until it is asked for. */
    public List<PilotLog> logs() {
        return logs;
    }

    /** A load of ordinary logs, of five hundred lines on average. */
    public static LogLoad of(int lines, long seed) {
        return new LogLoad(lines, Math.max(1, lines / LINES_PER_LOG), seed);
    }

    /** All records in the order in which they are sent: {@link #messages}, each as often as it is sent. */
    public Iterator<Message> sent() {
        Iterator<LogMessage> messages = messages();
        return new Iterator<>() {
            private @Nullable LogMessage last;
            private int copiesLeft;

            @Override
            public boolean hasNext() {
                return copiesLeft > 0 || messages.hasNext();
            }

            @Override
            public Message next() {
                LogMessage message = copiesLeft > 0 && last != null ? last : messages.next();
                copiesLeft = (copiesLeft > 0 ? copiesLeft : message.copies()) - 1;
                last = message;
                return message;
            }
        };
    }

    /** All messages: those of one pilot in their order, all pilots at the same time. */
    public Iterator<LogMessage> messages() {
        return new Waves<>(
                logs.size(), logs.size(), seed, ordinal -> logs.get(ordinal).messages());
    }

    /** Shares the lines out, none left over. */
    private static List<PilotLog> logs(int lines, int pilots, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] upTo = new double[pilots + 1];
        for (int i = 0; i < pilots; i++) {
            upTo[i + 1] = upTo[i] + StrictMath.pow(SPREAD, random.nextDouble());
        }
        List<PilotLog> logs = new ArrayList<>(pilots);
        for (int i = 0; i < pilots; i++) {
            long from = StrictMath.round((lines - pilots) * (upTo[i] / upTo[pilots]));
            long to = StrictMath.round((lines - pilots) * (upTo[i + 1] / upTo[pilots]));
            String stamp = "%016x%016x".formatted(random.nextLong(), random.nextLong());
            logs.add(new PilotLog(stamp, VOS.get(i % VOS.size()), 1 + (int) (to - from), random.nextLong()));
        }
        return List.copyOf(logs);
    }
}
