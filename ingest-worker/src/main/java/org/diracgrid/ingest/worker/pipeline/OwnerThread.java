package org.diracgrid.ingest.worker.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Finds out when confined state is touched by another thread than the one that touched it first.
 *
 * <p>Part of what it guards, and confined like it: a foreign thread may see it unbound, but the owner then sees it bound
 * to somebody else.
 */
final class OwnerThread {

    private @Nullable Thread owner;

    void check() {
        Thread current = Thread.currentThread();
        if (owner != current) {
            bind(current);
        }
    }

    private void bind(Thread current) {
        if (owner != null) {
            throw new IllegalStateException("owned by " + owner.getName() + ", called on " + current.getName());
        }
        owner = current;
    }
}
