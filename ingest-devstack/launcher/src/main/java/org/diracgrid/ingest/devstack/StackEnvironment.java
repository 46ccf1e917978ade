package org.diracgrid.ingest.devstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes environment variables for a shell to read: lines {@code NAME='value'}. */
final class StackEnvironment {
    private StackEnvironment() {}

    /** Readable by the owner only: the values hold passwords. */
    static void write(Path file, Map<String, String> environment) {
        String lines = new TreeMap<>(environment)
                .entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + quote(variable.getValue()) + "\n")
                        .collect(Collectors.joining());
        StackDirectory.writeSecret(file, lines);
    }

    /** Nothing is special between single quotes but the quote: {@code it's} becomes {@code 'it'\''s'}. */
    static String quote(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
