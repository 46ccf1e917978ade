package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No name of a VO makes an index that OpenSearch, or a reader of many indices, would take for something else. */
class IndexNamesProperties {

    private static final IndexNames INDICES = new IndexNames("pilot_logs");

    /** What bulk requests, paths and patterns give a meaning to. */
    private static final String MEANINGFUL = "\\/*?\"<>|, #:\t\n\r\u0000";

    @Property(tries = 5000)
    void noLegalNameLeavesItsPlace(@ForAll("vos") String vo, @ForAll long pilotId) {
        if (!INDICES.isLegal(vo)) {
            return;
        }
        String index = INDICES.of(vo, Math.floorMod(pilotId, 4_294_967_296L));

        assertThat(index).startsWith("pilot_logs_").endsWith("m").doesNotContain("..");
        assertThat(index.chars()).noneMatch(character -> MEANINGFUL.indexOf(character) >= 0);
        assertThat(index).isEqualTo(index.toLowerCase(Locale.ROOT));
        assertThat(index.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
        assertThat(new String(index.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(index);
        assertThat(INDICES.isOfVo(index, vo)).isTrue();
    }

    @Property
    void whatVosAreCalledIsLegal(@ForAll("usual") String vo) {
        assertThat(INDICES.isLegal(vo)).isTrue();
        assertThat(INDICES.of(vo, -1)).isEqualTo("pilot_logs_" + vo.toLowerCase(Locale.ROOT) + "_-1m");
    }

    @Provide
    Arbitrary<String> vos() {
        Arbitrary<String> parts =
                Arbitraries.of(List.of("..", "../", "*", ",", "A", "lhcb", ".", "_", "%2e", "<now/d>"));
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(300),
                Arbitraries.strings().ascii().ofMaxLength(8),
                parts.list().ofMaxSize(4).map(list -> String.join("", list)));
    }

    @Provide
    Arbitrary<String> usual() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .numeric()
                .withChars("_-")
                .ofMinLength(1)
                .ofMaxLength(32);
    }
}
