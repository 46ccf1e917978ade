package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cache holds a whole server or none. */
class MariaDbFilesIT {
    private static final Path CACHE = Path.of("target", "cache").toAbsolutePath();

    @Test
    void twoUnpackAtOnceAndTheRestOfAKilledOneIsThrownAway() throws Exception {
        StackDirectory.delete(CACHE);
        Path unfinished = CACHE.resolve("mariadb-11.4.5.new/bin/rest");
        Files.createDirectories(unfinished);

        CompletableFuture<?>[] both = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.runAsync(() -> MariaDbFiles.unpackInto(CACHE)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(both).join();

        Path base = CACHE.resolve("mariadb-11.4.5");
        assertThat(base.resolve("bin/mariadbd")).isExecutable();
        assertThat(base.resolve("share/english/errmsg.sys")).exists();
        assertThat(unfinished.getParent()).doesNotExist();
        assertThat(base.resolve("bin/rest")).doesNotExist();
        StackDirectory.delete(CACHE);
    }

    @Test
    void cacheThatCannotBeMadeNamesTheVariableToSet() throws Exception {
        Path file = Files.createTempFile(Files.createDirectories(Path.of("target")), "cache", "");

        assertThatThrownBy(() -> MariaDbFiles.unpackInto(file.resolve("below")))
                .isInstanceOf(DevStackException.class)
                .hasMessageContaining("INGEST_DEVSTACK_CACHE");
    }
}
