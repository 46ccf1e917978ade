package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Passwords of one stack, each in a file that only its owner can read. */
final class Secrets {
    /** Real passwords have such characters, and a URL must carry them percent-encoded. */
    private static final String AWKWARD = "@:/?#[%] +&=;";

    private Secrets() {}

    static String recallOrMake(Path directory, String name) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file)) {
                StackDirectory.createDirectories(directory);
                StackDirectory.writeSecret(file, AWKWARD + UUID.randomUUID());
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
