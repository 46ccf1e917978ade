package org.diracgrid.ingest.worker.app;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What picocli injects into a command before it calls it. */
final class Wiring {

    private Wiring() {}

    static <T> T require(@Nullable T injected) {
        return Objects.requireNonNull(injected, "picocli has not injected this command's fields");
    }
}
