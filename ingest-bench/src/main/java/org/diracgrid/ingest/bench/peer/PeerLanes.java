package org.diracgrid.ingest.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a peer's lanes, each on a thread of its own, and waits for all of them. Stateless. */
final class PeerLanes {

    /** The work of one lane. */
    @FunctionalInterface
    interface Lane {

        /**
         * Does all of it.
         *
         * @param number 0 … lanes - 1
         */
        void run(int number) throws Exception;
    }

    private PeerLanes() {}

    /** @throws IllegalStateException if a lane has failed, when all have ended */
    static void run(int lanes, Lane lane) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < lanes; i++) {
                int number = i;
                tasks.add(() -> {
                    lane.run(number);
                    return true;
                });
            }
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a lane has failed: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdown();
        }
    }
}
