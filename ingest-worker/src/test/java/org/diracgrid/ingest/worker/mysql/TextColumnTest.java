package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text is taken exactly if the server would take it. */
class TextColumnTest {

    @ParameterizedTest
    @CsvSource({
        "utf8mb4, 1F600, true",
        "utf8mb4, D800, false",
        "utf8mb3, FFFD, true",
        "utf8mb3, 1F600, false",
        "utf8, 20AC, true",
        "utf8, 10000, false",
        "ascii, 7F, true",
        "ascii, 80, false",
        "latin1, E9, true",
        "latin1, FF, true",
        "latin1, A0, true",
        // Windows-1252, with its holes.
        "latin1, 20AC, true",
        "latin1, 2122, true",
        "latin1, 81, true",
        "latin1, 9D, true",
        "latin1, 80, false",
        "latin1, 100, false",
        "latin1, 3B1, false",
        "latin1, 1F600, false",
        "latin2, 10D, true",
        "latin2, E6, false",
        "koi8r, 416, true",
        "koi8r, E9, false",
    })
    void knowsWhatACharacterSetHolds(String charset, String codePoint, boolean encodable) {
        String text = "a" + new String(new int[] {Integer.parseInt(codePoint, 16)}, 0, 1) + "b";

        int found = TextCharset.of(charset).firstUnencodable(text);

        assertThat(found).isEqualTo(encodable ? -1 : Integer.parseInt(codePoint, 16));
    }

    @Test
    void doesNotKnowOtherCharacterSets() {
        assertThat(List.of("binary", "sjis", "gb18030")).allMatch(name -> TextCharset.of(name) == null);
    }

    @Test
    void countsCodePointsAndCutsOnlyBlanks() throws EventRejectedException {
        TextColumn column = new TextColumn("Jobs.MinorStatus", 3, TextCharset.of("utf8mb4"));

        assertThat(column.fit("abc")).isEqualTo("abc");
        assertThat(column.fit("😀😀😀")).isEqualTo("😀😀😀");
        assertThat(column.fit("ab   ")).isEqualTo("ab ");
        assertThatThrownBy(() -> column.fit("abcd"))
                .isInstanceOfSatisfying(
                        EventRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(ReasonCode.TEXT_TOO_LONG))
                .hasMessageContaining("Jobs.MinorStatus takes 3 characters, the text has 4");
        assertThatThrownBy(() -> column.fit("abc\t ")).isInstanceOf(EventRejectedException.class);
    }

    @Test
    void looksOnlyAtThePartOfASourceThatIsKept() throws EventRejectedException {
        TextColumn column = new TextColumn("LoggingInfo.StatusSource", 3, TextCharset.of("latin1"));

        column.checkCut("abc€α");
        assertThatThrownBy(() -> column.checkCut("abα"))
                .isInstanceOfSatisfying(
                        EventRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(ReasonCode.UNENCODABLE))
                .hasMessageContaining("U+03B1");
    }
}
