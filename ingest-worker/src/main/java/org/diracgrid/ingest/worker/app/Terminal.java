package org.diracgrid.ingest.worker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether somebody watches. */
public final class Terminal {

    private Terminal() {}

    /** Whether stderr is a terminal; {@code System.console()} would tell about the other two streams. */
    public static boolean isWatched() {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no /proc: not Linux; plain lines are readable everywhere
        }
    }
}
