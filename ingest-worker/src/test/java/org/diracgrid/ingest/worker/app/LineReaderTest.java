package org.diracgrid.ingest.worker.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines come out as the bytes they are, whatever the size of a read. */
class LineReaderTest {

    @Test
    void splitsAtLineFeedsAndDropsCarriageReturns() throws IOException {
        assertThat(lines("a\nb\r\n\nc")).containsExactly("a", "b", "", "c");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("\n")).containsExactly("");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void linesMayBeLongerThanTheBuffer() throws IOException {
        var line = "é".repeat(200_000);

        assertThat(lines(line + "\n" + line)).containsExactly(line, line);
    }

    @Test
    void aLineAboveTheBoundIsRefusedByNumber() {
        var reader = new LineReader(new ByteArrayInputStream("ok\n123456\n".getBytes(UTF_8)), 5);

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> {
                    reader.next();
                    reader.next();
                })
                .withMessageStartingWith("line 2 is longer than 5 bytes");
    }

    @Test
    void countsLinesAndBytes() throws IOException {
        var reader = new LineReader(new ByteArrayInputStream("ab\ncd\n".getBytes(UTF_8)), 100);

        reader.next();
        assertThat(reader.lineNumber()).isEqualTo(1);
        assertThat(reader.bytesRead()).isEqualTo(3);
        reader.next();
        assertThat(reader.lineNumber()).isEqualTo(2);
        assertThat(reader.bytesRead()).isEqualTo(6);
        assertThat(reader.next()).isNull();
    }

    private static List<String> lines(String text) throws IOException {
        var reader = new LineReader(new ByteArrayInputStream(text.getBytes(UTF_8)), 1 << 20);
        var lines = new ArrayList<String>();
        for (var line = reader.next(); line != null; line = reader.next()) {
            lines.add(new String(line, UTF_8));
        }
        return lines;
    }
}
