package org.diracgrid.ingest.worker.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.diracgrid.ingest.worker.config.ConfigException;

/**
 * Lines that can be read more than once: a file as it is, or standard input put into a temporary file, so that nothing
 * is sent before all of it was found good and memory stays bounded. Confined to the calling thread.
 */
final class NdjsonInput implements AutoCloseable {

    private final Path file;
    private final boolean temporary;
    private final int maxLineBytes;

    private NdjsonInput(Path file, boolean temporary, int maxLineBytes) {
        this.file = file;
        this.temporary = temporary;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Opens an input.
     *
     * @param name of a file, or {@code -} for {@code standardInput}
     */
    static NdjsonInput open(String name, InputStream standardInput, int maxLineBytes) throws IOException {
        if (!name.equals("-")) {
            var file = Path.of(name);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new ConfigException("FILE: \"" + name + "\" cannot be read; expected an NDJSON file or -");
            }
            return new NdjsonInput(file, false, maxLineBytes);
        }
        var file = Files.createTempFile("ingest-produce-", ".ndjson");
        try {
            Files.copy(standardInput, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new NdjsonInput(file, true, maxLineBytes);
    }

    /** What is done with one line; {@code bytesRead} is how far the input is read by then. */
    interface LineAction {
        void take(long lineNumber, byte[] line, long bytesRead) throws IOException, InterruptedException;
    }

    /** Reads all lines that are not empty, in order. */
    void forEachLine(LineAction action) throws IOException, InterruptedException {
        try (var stream = Files.newInputStream(file)) {
            var reader = new LineReader(stream, maxLineBytes);
            for (var line = reader.next(); line != null; line = reader.next()) {
                if (line.length > 0) {
                    action.take(reader.lineNumber(), line, reader.bytesRead());
                }
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailedException(file + " has disappeared", e);
        }
    }

    long sizeBytes() throws IOException {
        return Files.size(file);
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(file);
        }
    }
}
