package org.diracgrid.ingest.worker.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines as bytes, one at a time, without decoding them. Ends of line are {@code \n} or {@code \r\n}; the last
 * line needs none. A line above the bound is an error rather than an allocation. Confined to the calling thread.
 */
final class LineReader {

    private final InputStream input;
    private final int maxLineBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[64 << 10];
    private int position;
    private int limit;
    private long lineNumber;
    private long bytesRead;

    LineReader(InputStream input, int maxLineBytes) {
        this.input = input;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Reads the next line.
     *
     * @return its bytes without the end of line, or null at the end
     */
    byte @Nullable [] next() throws IOException {
        line.reset();
        var any = false;
        while (position < limit || fill()) {
            any = true;
            var end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(end - position);
            if (end < limit) {
                position = end + 1;
                return finish();
            }
            position = end;
        }
        return any ? finish() : null;
    }

    /** Number of the line that {@link #next} returned last, from 1. */
    long lineNumber() {
        return lineNumber;
    }

    /** Bytes read from the input so far. */
    long bytesRead() {
        return bytesRead - (limit - position);
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, input.read(buffer));
        bytesRead += limit;
        return limit > 0;
    }

    private void append(int length) {
        if (line.size() + length > maxLineBytes) {
            throw new CommandFailedException("line " + (lineNumber + 1) + " is longer than " + maxLineBytes
                    + " bytes (topics.max-message-bytes)");
        }
        line.write(buffer, position, length);
    }

    private byte[] finish() {
        lineNumber++;
        var bytes = line.toByteArray();
        var length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\r') {
            return Arrays.copyOf(bytes, length - 1);
        }
        return bytes;
    }
}
