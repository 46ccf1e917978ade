package org.diracgrid.ingest.bench.floor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.bench.load.Family;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Computes what a part of a load becomes, connects, and then writes it as fast as the stores take it, one thread for each lane
 * and store. Where the stores are is told by the worker's variables.
 */
@Command(name = "floor", description = "Writes what becomes of a load into the stores.")
public final class FloorMain implements Callable<Integer> {

    @Option(names = "--family", required = true)
    private String family = "";

    @Option(names = "--stores", required = true, split = ",")
    private List<String> stores = List.of();

    @Option(names = "--events", required = true, description = "Of the whole load.")
    private int events;

    @Option(names = "--seed", required = true)
    private long seed;

    @Option(names = "--from", required = true, description = "First event of the part, from 0.")
    private int from;

    @Option(names = "--to", required = true, description = "The event behind its last one.")
    private int to;

    @Option(names = "--first-job", required = true)
    private int firstJob;

    @Option(names = "--lanes", required = true)
    private int lanes;

    @Option(names = "--batch", required = true)
    private int batch;

    @Option(names = "--final-only", description = "Change the row and the document of each job once.")
    private boolean finalOnly;

    private FloorMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FloorMain()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        FloorTask task =
                new FloorTask(Family.of(family), stores, events, seed, from, to, firstJob, lanes, batch, finalOnly);
        List<LaneWriter> writers = task.writers(new Stores(System.getenv()));
        try {
            System.out.println("ready: " + writers.size() + " lanes");
            long startNanos = System.nanoTime();
            writeAll(writers);
            System.out.printf("written in %.3f s%n", (System.nanoTime() - startNanos) / 1e9);
        } finally {
            for (LaneWriter writer : writers) {
                writer.close();
            }
        }
        return 0;
    }

    private static void writeAll(List<LaneWriter> writers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, writers.size()));
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (LaneWriter writer : writers) {
                tasks.add(() -> {
                    writer.write();
                    return true;
                });
            }
            for (Future<Boolean> end : threads.invokeAll(tasks)) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
            boolean unused = threads.awaitTermination(1, TimeUnit.SECONDS);
        }
    }
}
