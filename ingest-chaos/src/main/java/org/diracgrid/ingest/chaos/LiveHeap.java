package org.diracgrid.ingest.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM holds when all garbage is gone. */
final class LiveHeap {

    /** The last line of a class histogram: instances and bytes. */
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private LiveHeap() {}

    /**
     * Collects the garbage of the JVM with that process id and counts what is left. It stands still meanwhile, for about a tenth
     * of a second.
     *
     * @throws IllegalStateException if it does not answer
     */
    static long bytes(long pid) throws InterruptedException {
        // Without "-all" it counts what a full collection leaves.
        String histogram = run("jcmd", Long.toString(pid), "GC.class_histogram");
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException(
                    "no histogram of " + pid + ": " + histogram.lines().findFirst());
        }
        return Long.parseLong(total.group(1));
    }

    private static String run(String tool, String... arguments) throws InterruptedException {
        String[] words = new String[arguments.length + 1];
        words[0] = Path.of(System.getProperty("java.home"), "bin", tool).toString();
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
