package org.diracgrid.ingest.worker.opensearch.pilotlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets go, the log stays. Each case is lines, and what they become. */
class LogScrubberTest {

    private static final String BODY =
            "MIIEpAIBAAKCAQEAx1Zq0d7v8Zl3mK9sR2tYuW4bN6cP5eF8gH1jL0kQ3rS7vXyA"; // 64 characters
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwaWxvdCJ9.c2lnbmF0dXJl_-x";

    static Stream<Arguments> cases() {
        return Stream.of(
                same("nothing secret here", "", "-----", "BEGIN END", "eyJ", "bearer of news"),
                of(
                        List.of(
                                "-----BEGIN RSA PRIVATE KEY-----",
                                BODY,
                                "c2hvcnQ=",
                                "-----END RSA PRIVATE KEY-----",
                                "go"),
                        List.of("***", "***", "***", "***", "go")),
                of( // a proxy: certificate, key and chain behind each other
                        List.of(
                                "x -----BEGIN CERTIFICATE-----",
                                BODY,
                                "-----END CERTIFICATE-----",
                                "-----BEGIN EC PRIVATE KEY-----",
                                "Proc-Type: 4,ENCRYPTED",
                                "DEK-Info: AES-256-CBC,00",
                                "",
                                "AAAA",
                                "-----END EC PRIVATE KEY----- y"),
                        List.of("x ***", "***", "***", "***", "***", "***", "", "***", "*** y")),
                of( // all in one message of several lines
                        List.of("a\n-----BEGIN CERTIFICATE-----\n" + BODY + "\n-----END CERTIFICATE-----\nb"),
                        List.of("a\n***\n***\n***\nb")),
                of( // on one line, its line breaks written out
                        List.of("key=-----BEGIN PRIVATE KEY-----\\n" + BODY + "\\n-----END PRIVATE KEY-----\\n done"),
                        List.of("key=***\\n done")),
                of( // two on one line
                        List.of("-----BEGIN A-----x-----END A----- and -----BEGIN B-----y-----END B-----"),
                        List.of("*** and ***")),
                of( // the rest of a block whose beginning was in the message before
                        List.of("c2hvcnQ", "-----END CERTIFICATE-----", "go on"), List.of("***", "***", "go on")),
                of(List.of("fine", BODY), List.of("fine", "***")),
                of( // a mark alone does not swallow the log
                        List.of("-----BEGIN CERTIFICATE-----", "was expected, but not found.", "Next"),
                        List.of("***", "was expected, but not found.", "Next")),
                of(List.of("token " + JWT + ", ok"), List.of("token ***, ok")),
                of(List.of("Authorization: Bearer " + JWT), List.of("Authorization: Bearer ***")),
                of(List.of("authorization: BEARER abcdef0123456789=="), List.of("authorization: BEARER ***")),
                of(List.of("{\"access_token\":\"" + JWT + "\"}"), List.of("{\"access_token\":\"***\"}")),
                same(
                        "Bearer of bad news", // too short to be one
                        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                        "/lhcb/MC/2026/ALLSTREAMS.DST/00123456/0000/00123456_00000001_7.AllStreams.dst"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void blacksOutWhatIsSecret(List<String> lines, List<String> expected) {
        assertThat(scrub(lines)).isEqualTo(expected);
    }

    /** What is inside a block never comes out, wherever the block is cut into messages. */
    @Test
    void hidesTheLinesOfABlockWhereverItIsCut() {
        List<String> block =
                List.of("-----BEGIN PRIVATE KEY-----", BODY, BODY, "bGFzdA==", "-----END PRIVATE KEY-----");
        for (int cut = 1; cut < block.size(); cut++) {
            List<String> first = scrub(block.subList(0, cut));
            List<String> second = scrub(block.subList(cut, block.size()));

            assertThat(first).as("cut " + cut).doesNotContain(BODY, "bGFzdA==");
            assertThat(second).as("cut " + cut).doesNotContain(BODY, "bGFzdA==");
        }
    }

    private static List<String> scrub(List<String> lines) {
        return new LogScrubber()
                .scrub(lines.stream()
                        .map(text -> new PilotLogLine(0, "INFO", text, "Pilot", false))
                        .toList());
    }

    private static Arguments of(List<String> lines, List<String> expected) {
        return Arguments.of(lines, expected);
    }

    private static Arguments same(String... lines) {
        return Arguments.of(Arrays.asList(lines), Arrays.asList(lines));
    }
}
