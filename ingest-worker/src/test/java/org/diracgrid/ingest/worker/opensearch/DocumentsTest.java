package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;

/** Documents: how they are merged, written, named and kept from growing. */
class DocumentsTest {

    @Test
    void mergesObjectsAndReplacesEverythingElse() throws IOException {
        Map<String, Object> target = new LinkedHashMap<>();
        DeepMerge.into(target, Map.of("a", Map.of("x", 1), "b", List.of(1, 2), "c", Map.of("z", 1)));
        DeepMerge.into(target, Map.of("a", Map.of("y", 2), "b", List.of(3), "c", 5));
        DeepMerge.into(target, Map.of("a", Map.of("x", Map.of("deep", true))));

        assertThat(target).isEqualTo(Map.of("a", Map.of("x", Map.of("deep", true), "y", 2), "b", List.of(3), "c", 5));
    }

    @Test
    void leavesTheMapsOfAnEventAlone() {
        Map<String, Object> inner = new LinkedHashMap<>(Map.of("x", 1));
        Map<String, Object> target = new LinkedHashMap<>();
        DeepMerge.into(target, Map.of("a", inner));
        DeepMerge.into(target, Map.of("a", Map.of("y", 2)));

        assertThat(inner).isEqualTo(Map.of("x", 1));
    }

    @Test
    void writesEveryKindOfValue() throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("text", "é\"");
        document.put("number", 5L);
        document.put("decimal", new BigDecimal("0.10"));
        document.put("flag", true);
        document.put("nothing", null);
        document.put("list", Arrays.asList(1, null, Map.of("a", "b")));
        document.put("ready", new JsonText("[1.50,\"x\"]"));

        assertThat(new String(DocumentJson.write(document), StandardCharsets.UTF_8))
                .isEqualTo("{\"text\":\"é\\\"\",\"number\":5,\"decimal\":0.10,\"flag\":true,\"nothing\":null,"
                        + "\"list\":[1,null,{\"a\":\"b\"}],\"ready\":[1.50,\"x\"]}");
    }

    @Test
    void refusesHalfOfASurrogatePair() {
        assertThatIOException().isThrownBy(() -> DocumentJson.write(Map.of("a", "x\uD800")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 7_990, 8_000, 100_000})
    void copiesADocumentIntoARequestByteForByte(int length) throws IOException {
        byte[] document = DocumentJson.write(Map.of("a", "é".repeat(length)));
        JacksonJsonpMapper mapper = new JacksonJsonpMapper();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (var generator = mapper.jsonProvider().createGenerator(out)) {
            generator.writeStartObject();
            generator.writeKey("doc");
            new RawJson(document).serialize(generator, mapper);
            generator.write("after", 1);
            generator.writeEnd();
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"doc\":" + new String(document, StandardCharsets.UTF_8) + ",\"after\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "LHCb, 710009702, job_parameters_lhcb_710m",
        "diracAdmin, 999999, job_parameters_diracadmin_0m",
        "vo.cta.in2p3.fr, 1000000, job_parameters_vo.cta.in2p3.fr_1m",
        "x, 2147483647, job_parameters_x_2147m",
    })
    void namesTheIndexOfAJob(String vo, int jobId, String index) {
        IndexNames indices = new IndexNames("job_parameters");

        assertThat(indices.isLegal(vo)).isTrue();
        assertThat(indices.of(vo, jobId)).isEqualTo(index);
        assertThat(indices.isOfVo(index, vo)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\\b", "a*", "a?", "a\"", "<a", "a>", "a|b", "a b", "a,b", "a#", "a:b", "a\n"})
    void refusesAVoThatIsNoPartOfAName(String vo) {
        assertThat(new IndexNames("job_parameters").isLegal(vo)).isFalse();
    }

    @Test
    void refusesANameThatIsTooLong() {
        IndexNames indices = new IndexNames("job_parameters");
        int room = 255 - "job_parameters__2147m".length();

        assertThat(indices.isLegal("v".repeat(room))).isTrue();
        assertThat(indices.isLegal("v".repeat(room + 1))).isFalse();
        assertThat(indices.isLegal("é".repeat(room / 2 + 1))).isFalse();
    }

    @Test
    void knowsTheIndicesOfAVoFromThoseOfALongerName() {
        assertThat(new IndexNames("p").isOfVo("p_lhcb_test_7m", "lhcb")).isFalse();
        assertThat(new IndexNames("p").isOfVo("p_lhcb_7m", "lhcb")).isTrue();
    }

    @Test
    void putsWhatIsBeyondTheLimitIntoOneField() {
        FieldNames names = new FieldNames(Set.of("Status"), Set.of("A"), 2);

        assertThat(names.fit(Map.of("Status", "Done", "A", 1))).isEqualTo(Map.of("Status", "Done", "A", 1));
        assertThat(names.fit(Map.of("B", 1))).isEqualTo(Map.of("B", 1));
        assertThat(names.fit(Map.of("B", 2, "C", 3))).isEqualTo(Map.of("B", 2, "OtherParameters", Map.of("C", 3)));
    }

    @Test
    void countsTheMembersOfObjectsAndArrays() {
        FieldNames names = new FieldNames(Set.of(), Set.of(), 3);

        assertThat(names.fit(Map.of("A", Map.of("x", 1, "y", 2, "z", 3)))).containsOnlyKeys("OtherParameters");
        assertThat(names.fit(Map.of("A", List.of(Map.of("x", 1), Map.of("y", 2)))))
                .containsOnlyKeys("A");
        assertThat(names.fit(Map.of("A.x", 1))).containsOnlyKeys("A.x");
        assertThat(names.fit(Map.of("B", 1))).containsOnlyKeys("OtherParameters");
    }

    @Test
    void keepsTheOverflowFieldFlat() {
        FieldNames names = new FieldNames(Set.of(), Set.of(), 100);

        assertThat(names.fit(Map.of("OtherParameters", Map.of("x", 1))))
                .isEqualTo(Map.of("OtherParameters", Map.of("OtherParameters", Map.of("x", 1))));
    }

    @Test
    void neverAdmitsMoreNamesThanTheLimit() {
        FieldNames names = new FieldNames(Set.of(), Set.of(), 10);

        Set<String> admitted = IntStream.range(0, 1000)
                .mapToObj(i -> names.fit(Map.of("Name" + i, i)))
                .flatMap(document -> document.keySet().stream())
                .collect(Collectors.toSet());

        assertThat(admitted).hasSize(11).contains("OtherParameters");
    }

    @Test
    void opensObjectsOfEventsAndKeepsTheirDigits() throws Exception {
        ParameterUpdate update = ParameterEvents.read(
                Updates.metadata(7, Map.of("Deep", JsonTexts.parse("{\"a\":1.10,\"b\":[12345678901234567890]}"))));

        assertThat(new String(DocumentJson.write(update.parameters()), StandardCharsets.UTF_8))
                .isEqualTo("{\"Deep\":{\"a\":1.10,\"b\":[12345678901234567890]}}");
        assertThat(update.parameters().get("Deep")).isInstanceOf(Map.class);
    }

    @Test
    void writesAStatusOnlyWhereDiracxWould() {
        assertThat(ParameterEvents.read(Updates.statusApplied(7, "lhcb", null)))
                .isEqualTo(new ParameterUpdate(7, "lhcb", null, Map.of()));
        assertThat(ParameterEvents.read(Updates.statusApplied(7, "lhcb", "Done")))
                .isEqualTo(new ParameterUpdate(7, "lhcb", null, Map.of("Status", "Done")));
        assertThat(ParameterEvents.read(Updates.heartbeat(7, null))).isNull();
        assertThat(ParameterEvents.read(Updates.heartbeat(7, "out")))
                .isEqualTo(new ParameterUpdate(7, null, null, Map.of("StandardOutput", "out")));
    }
}
