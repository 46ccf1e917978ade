package org.diracgrid.ingest.demo;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a task has come: a bar where somebody watches, now and then a line where not. Confined to one thread.
 */
public final class Progress implements AutoCloseable {

    private static final int LINE_EVERY_PERCENT = 25;

    private final String task;
    private final long total;
    private final PrintWriter lines;
    private final @Nullable ProgressBar bar;
    private final long startNanos;
    private long done;
    private long nextLinePercent = LINE_EVERY_PERCENT;

    private Progress(String task, long total, PrintWriter lines, @Nullable ProgressBar bar, long startNanos) {
        this.task = task;
        this.total = total;
        this.lines = lines;
        this.bar = bar;
        this.startNanos = startNanos;
    }

    /**
     * Begins to show {@code task}.
     *
     * @param total how much there is to do; an estimate will do
     * @param watched whether there is a terminal
     */
    public static Progress of(String task, long total, PrintWriter lines, boolean watched) {
        ProgressBar bar = watched
                ? new ProgressBarBuilder()
                        .setTaskName("%-12s".formatted(task))
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .showSpeed()
                        .build()
                : null;
        return new Progress(task, total, lines, bar, System.nanoTime());
    }

    /** How much is done by now. */
    public void to(long done) {
        this.done = done;
        if (bar != null) {
            bar.stepTo(done);
        } else if (done < total && done * 100 >= nextLinePercent * total) {
            lines.printf("%-12s %d of %d%n", task, done, total);
            lines.flush();
            nextLinePercent = done * 100 / total / LINE_EVERY_PERCENT * LINE_EVERY_PERCENT + LINE_EVERY_PERCENT;
        }
    }

    /** Since it began. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Ends with how much was done and how fast. */
    @Override
    public void close() {
        if (bar != null) {
            bar.maxHint(done);
            bar.close();
        } else {
            double seconds = Math.max(1e-3, elapsed().toNanos() / 1e9);
            lines.printf("%-12s %d in %.1f s (%.0f/s)%n", task, done, seconds, done / seconds);
            lines.flush();
        }
    }
}
