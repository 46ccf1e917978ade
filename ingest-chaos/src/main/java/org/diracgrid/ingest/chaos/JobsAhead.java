package org.diracgrid.ingest.chaos;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import org.diracgrid.ingest.demo.workload.Emission;

/**
 * Lets the first event of a job come earlier than it would, and holds first events back while a fault lasts: OpenSearch's pipeline asks
 * MariaDB for the VO of a job that it meets first, and what it cannot ask for has to wait. What is said about the job after that comes in its
 * order.
 *
 * <pre>
 * a1 b1 a2 b2 c1 a3 … → a1 b1 c1 a2 b2 a3 …
 * </pre>
 *
 * <p>Confined to the thread that publishes, except {@link #holdBack} and {@link #isFull}.
 */
final class JobsAhead implements Iterator<Emission> {

    private final Iterator<Emission> events;
    private final int ahead;
    private final Queue<Emission> later = new ArrayDeque<>();
    private final Set<ByteBuffer> known = new HashSet<>();
    private volatile boolean holdsBack;
    private volatile boolean full;

    /** @param ahead how many events of known jobs are at hand; enough for a fault */
    JobsAhead(Iterator<Emission> events, int ahead) {
        this.events = events;
        this.ahead = ahead;
    }

    /** Whether first events wait, for as long as there are others. */
    void holdBack(boolean holdsBack) {
        this.holdsBack = holdsBack;
    }

    /** Whether there are as many events of known jobs at hand as there can be. */
    boolean isFull() {
        return full;
    }

    @Override
    public boolean hasNext() {
        return !later.isEmpty() || events.hasNext();
    }

    @Override
    public Emission next() {
        while (events.hasNext() && later.size() < ahead && (!holdsBack || later.isEmpty())) {
            Emission next = events.next();
            if (known.add(ByteBuffer.wrap(next.key()))) {
                full = false;
                return next;
            }
            later.add(next);
        }
        full = later.size() >= ahead || !events.hasNext();
        Emission first = later.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        return first;
    }
}
