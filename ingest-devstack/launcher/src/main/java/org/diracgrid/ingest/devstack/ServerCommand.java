package org.diracgrid.ingest.devstack;

import java.nio.file.Path;
import java.util.List;

/**
 * How to run a server, and how to recognise it among the processes of the machine. Immutable.
 *
 * @param title the server's name for messages
 * @param words the program and its arguments
 * @param mark one of the arguments: it names this stack's directory, so no other server has it
 * @param workingDirectory where the server's relative paths begin
 */
record ServerCommand(String title, List<String> words, String mark, Path workingDirectory) {
    ServerCommand {
        words = List.copyOf(words);
        if (!words.contains(mark)) {
            throw new IllegalArgumentException("mark is not among the arguments");
        }
    }

    /** The file name of the program. */
    String program() {
        return Path.of(words.get(0)).getFileName().toString();
    }
}
