package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a file is sent: a bar on a terminal, else a line every few seconds. Confined to the calling thread. */
final class SendProgress implements AutoCloseable {

    private final long totalBytes;
    private final long intervalNanos;
    private final PrintWriter err;
    private final @Nullable ProgressBar bar;
    private long lastNanos = System.nanoTime();

    private SendProgress(long totalBytes, Duration interval, PrintWriter err, @Nullable ProgressBar bar) {
        this.totalBytes = totalBytes;
        this.intervalNanos = interval.toNanos();
        this.err = err;
        this.bar = bar;
    }

    static SendProgress start(long totalBytes, Duration interval, PrintWriter err) {
        return new SendProgress(totalBytes, interval, err, Terminal.isWatched() ? bar(totalBytes) : null);
    }

    private static ProgressBar bar(long totalBytes) {
        return new ProgressBarBuilder()
                .setTaskName("produce")
                .setInitialMax(totalBytes)
                .setUnit(" MiB", 1 << 20)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
    }

    void report(long lines, long bytes) {
        if (bar != null) {
            bar.stepTo(bytes);
        } else if (System.nanoTime() - lastNanos >= intervalNanos) {
            lastNanos = System.nanoTime();
            err.printf("%d lines, %d %% sent%n", lines, totalBytes == 0 ? 100 : 100 * bytes / totalBytes);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
