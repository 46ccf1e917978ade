package org.diracgrid.ingest.chaos.proxy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a server has answered and the client is to see only after a while: first in, first out, each chunk not before its time.
 *
 * <p>The delay counts from when a chunk was put in and may change while chunks wait: made shorter, those whose time has come by
 * it leave at once. Holds up to {@link #BYTES_MAX}; who puts in more waits, so a slow client slows the server down.
 *
 * <p>Thread-safe: one lock. For one thread that puts and one that takes.
 */
final class DelayLine {

    static final int BYTES_MAX = 256 << 10;

    private record Chunk(byte[] bytes, long sinceNanos) {}

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Chunk> chunks = new ArrayDeque<>();
    private long delayNanos;
    private int heldBytes;
    private boolean ended;

    DelayLine(long delayNanos) {
        this.delayNanos = delayNanos;
    }

    /** Adds {@code bytes}, 1 to {@link #BYTES_MAX} of them; waits for room. After the end they are lost. */
    void put(byte[] bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long sinceNanos = System.nanoTime(); // its time runs while it waits for room
            while (!ended && heldBytes + bytes.length > BYTES_MAX) {
                changed.await();
            }
            if (ended) {
                return;
            }
            chunks.add(new Chunk(bytes, sinceNanos));
            heldBytes += bytes.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next chunk, when its time has come; null after the last one. */
    byte @Nullable [] take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (Chunk first = chunks.peek(); ; first = chunks.peek()) {
                if (first == null) {
                    if (ended) {
                        return null;
                    }
                    changed.await();
                    continue;
                }
                long leftNanos = first.sinceNanos + delayNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    return remove(first);
                }
                long unused = changed.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is put in. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Like {@link #end}, and what waits is lost. */
    void abandon() {
        lock.lock();
        try {
            chunks.clear();
            heldBytes = 0;
            end();
        } finally {
            lock.unlock();
        }
    }

    /** Changes the delay, also of what waits. */
    void delayBy(long nanos) {
        lock.lock();
        try {
            delayNanos = nanos;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private byte[] remove(Chunk first) {
        chunks.remove();
        heldBytes -= first.bytes.length;
        changed.signalAll();
        return first.bytes;
    }
}
