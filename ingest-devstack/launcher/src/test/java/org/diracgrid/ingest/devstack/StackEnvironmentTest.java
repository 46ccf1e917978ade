package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell reads back what was written, and only the owner can read it. */
class StackEnvironmentTest {
    @Test
    void shellReadsBackEveryCharacter(@TempDir Path directory) throws Exception {
        String awkward = "it's \"$HOME\" `id` \\ {\"hosts\":\"127.0.0.1:9200\"} 'end'";
        Path file = directory.resolve("stack.env");

        StackEnvironment.write(file, Map.of("AWKWARD", awkward, "PLAIN", "1"));

        Process shell = new ProcessBuilder(
                        "sh", "-c", ". \"$1\"; printf '%s|%s' \"$AWKWARD\" \"$PLAIN\"", "sh", file.toString())
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(awkward + "|1");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
}
