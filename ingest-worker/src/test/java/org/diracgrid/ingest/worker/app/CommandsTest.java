package org.diracgrid.ingest.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.core.config.Configurator;
import org.diracgrid.ingest.model.codec.EventSchemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of the commands without any server: exit codes, one line for an error, never a stack trace. */
class CommandsTest {

    private static final String GOOD_LINE =
            "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/t\",\"type\":\"org.diracgrid.job.status.v1\","
                    + "\"time\":\"2026-06-01T12:00:00Z\",\"subject\":\"7\",\"datacontenttype\":\"application/json\","
                    + "\"data\":{\"JobID\":7,\"Updates\":{\"2026-06-01T12:00:00Z\":{\"Status\":\"Running\"}}}}";

    /** Nothing listens there: port 1 of this machine. Time-outs are short, so that the tests are. */
    private static final Map<String, String> NO_SERVERS = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
            "INGEST_KAFKA_REQUEST_TIMEOUT_MS", "300",
            "INGEST_KAFKA_DEFAULT_API_TIMEOUT_MS", "600",
            "INGEST_KAFKA_MAX_BLOCK_MS", "600",
            "DIRACX_DB_URL_JOBDB", "mysql+aiomysql://u:hunter2@127.0.0.1:1/JobDB",
            "DIRACX_DB_URL_JOBLOGGINGDB", "mysql+aiomysql://u:hunter2@127.0.0.1:1/JobLoggingDB",
            "DIRACX_OS_DB_JOBPARAMETERSDB", "{\"hosts\":\"u:hunter2@127.0.0.1:1\"}");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"init", "check", "logs", "params", "produce", "run", "schema"})
    void everyCommandExplainsItself(String command) {
        var result = new Cli(Map.of()).run(command, "--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("Usage: ingest " + command)
                .contains("Examples:", "--config", "--verbose", "Exit codes:", "2   bad usage or configuration");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void theRootListsItsCommandsAndItsVersion() {
        assertThat(new Cli(Map.of()).run("--help").out())
                .contains("init", "check", "logs", "params", "produce", "run", "schema");
        assertThat(new Cli(Map.of()).run("--version").out()).startsWith("diracx-ingest ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                        | ingest: a command is missing
            frobnicate                | ingest: Unmatched argument at index 0: 'frobnicate'
            run --frobnicate          | ingest run: Unknown option: '--frobnicate'
            produce                   | ingest produce: Missing required parameter: 'FILE'
            init --partitions many    | ingest init: Invalid value for option '--partitions'
            init --partitions 0       | ingest init: topics.partitions: "0" is not allowed; expected a whole number 1
            init --schema postgres    | ingest init: Invalid value for option '--schema': expected one of [diracx, dirac]
            run --stores postgres     | ingest run: stores: "postgres" is not allowed; expected one or more of
            params                    | ingest params: Missing required parameter: 'JOBID'
            params one                | ingest params: Invalid value for positional parameter at index 0..* (JOBID)
            logs                      | ingest logs: Missing required parameter: 'STAMP'
            logs a b                  | ingest logs: Unmatched argument at index 2: 'b'
            logs --since noon a       | ingest logs: Invalid value for option '--since': "noon" is not allowed; expected a time with an offset
            logs --until 2026-06-01T12:00:00 a | ingest logs: Invalid value for option '--until': "2026-06-01T12:00:00" is not allowed
            run --config none.yaml    | ingest run: --config: "none.yaml" cannot be read
            --config none.yaml run    | ingest run: --config: "none.yaml" cannot be read
            produce none.ndjson       | ingest produce: FILE: "none.ndjson" cannot be read
            schema none               | ingest schema: NAME: "none" is not allowed; expected one of asyncapi.json
            """)
    void badUsageIsOneLineAndExitCode2(String arguments, String message) {
        var result = new Cli(NO_SERVERS).run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith(message).hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run     | INGEST_LANES            | none      | lanes: "none" is not allowed; expected a whole number 1 … 1024 (from environment variable INGEST_LANES)
            check   | INGEST_LANE             | 1         | environment variable INGEST_LANE means nothing here; did you mean INGEST_LANES?
            init    | KAFKA_BOOTSTRAP_SERVERS | ''        | KAFKA_BOOTSTRAP_SERVERS is not set
            run     | KAFKA_BOOTSTRAP_SERVERS | ''        | KAFKA_BOOTSTRAP_SERVERS is not set
            init    | KAFKA_BOOTSTRAP_SERVERS | nonsense  | kafka: Invalid url in bootstrap.servers: nonsense
            init    | INGEST_KAFKA_SECURITY_PROTOCOL | SECRET | kafka: Invalid value SECRET for configuration security.protocol
            run     | INGEST_KAFKA_ENABLE_AUTO_COMMIT | true | kafka.enable.auto.commit: "true" is not allowed
            run     | DIRACX_DB_URL_JOBDB     | ''        | DIRACX_DB_URL_JOBDB is not set
            check   | DIRACX_DB_URL_JOBLOGGINGDB | ''     | DIRACX_DB_URL_JOBLOGGINGDB is not set
            run     | DIRACX_DB_URL_JOBDB     | mysql+aiomysql://u:hun#ter2@h/d | DIRACX_DB_URL_JOBDB:
            run     | DIRACX_DB_URL_JOBDB     | postgresql://u:hunter2@h/d | DIRACX_DB_URL_JOBDB:
            run     | DIRACX_OS_DB_JOBPARAMETERSDB | ''   | DIRACX_OS_DB_JOBPARAMETERSDB is not set
            check   | DIRACX_OS_DB_JOBPARAMETERSDB | nonsense | DIRACX_OS_DB_JOBPARAMETERSDB:
            params 7 | DIRACX_OS_DB_JOBPARAMETERSDB | ''  | DIRACX_OS_DB_JOBPARAMETERSDB is not set
            logs a  | DIRACX_OS_DB_PILOTLOGSDB     | ''   | DIRACX_OS_DB_PILOTLOGSDB is not set
            run     | DIRACX_OS_DB_PILOTLOGSDB     | nonsense | DIRACX_OS_DB_PILOTLOGSDB:
            check   | DIRACX_OS_DB_PILOTPARAMETERSDB | {"hosts":"u:hunter2@h:x"} | DIRACX_OS_DB_PILOTPARAMETERSDB:
            run     | DIRACX_OS_DB_PILOTLOGSDB     | {"hosts":"h"} | DIRACX_DB_URL_PILOTAGENTSDB is not set
            init --templates | DIRACX_OS_DB_JOBPARAMETERSDB | {"hosts":"u:hunter2@h:x"} | DIRACX_OS_DB_JOBPARAMETERSDB:
            init --schema diracx | DIRACX_DB_URL_JOBDB | nonsense | DIRACX_DB_URL_JOBDB:
            """)
    void badConfigurationIsOneLineAndExitCode2(String arguments, String variable, String value, String message) {
        var environment = new HashMap<>(NO_SERVERS);
        environment.put(variable, value);

        var result = new Cli(environment).run(arguments.split(" ", -1));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("ingest " + arguments.replaceFirst(" .*", "") + ": " + message)
                .hasLineCount(1)
                .doesNotContain("hunter2", "hun#ter2");
        assertThat(result.out()).doesNotContain("hunter2");
    }

    @Test
    void aBrokerThatIsDownIsOneLineAndExitCode1() throws IOException {
        var file = Files.writeString(directory.resolve("one.ndjson"), GOOD_LINE + "\n");

        var init = new Cli(NO_SERVERS).run("init");
        var produce = new Cli(NO_SERVERS).run("produce", file.toString());

        assertThat(init.exitCode()).isEqualTo(1);
        assertThat(init.err())
                .startsWith("ingest init: topics cannot be listed: Kafka does not answer")
                .hasLineCount(1);
        assertThat(produce.exitCode()).isEqualTo(1);
        assertThat(produce.err())
                .startsWith("ingest produce: line 1 was not sent to diracx.jobs.v1: Kafka does not answer, or topic")
                .hasLineCount(1);
    }

    @Test
    void checkReportsEveryServerThatIsDown() {
        var result = new Cli(NO_SERVERS).run("check");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("ok   configuration: understood")
                .contains("FAIL kafka: ")
                .contains("FAIL mysql: ")
                .contains("FAIL opensearch: ")
                .contains("FAIL JobDB: does not tell the VO of a job: ")
                .contains("u:***@127.0.0.1:1")
                .doesNotContain("hunter2");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void produceNamesEveryBadLineAndSendsNothing() throws IOException {
        var file = Files.writeString(
                directory.resolve("bad.ndjson"),
                GOOD_LINE + "\nnot json\n\n" + GOOD_LINE.replace("\"JobID\":7", "\"JobID\":0") + "\r\n"
                        + GOOD_LINE.replace("status.v1", "nothing.v1"));

        var result = new Cli(NO_SERVERS).run("produce", file.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines().toList())
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("line 2: BAD_JSON: "),
                        line -> assertThat(line).startsWith("line 4: OUT_OF_RANGE: "),
                        line -> assertThat(line).startsWith("line 5: UNKNOWN_TYPE: "),
                        line -> assertThat(line)
                                .isEqualTo("ingest produce: 3 of 4 lines would be rejected; nothing was sent"));
    }

    @Test
    void produceShowsTheFirstBadLinesOfMany() throws IOException {
        var file = Files.writeString(directory.resolve("bad.ndjson"), "{}\n".repeat(50));

        var result = new Cli(NO_SERVERS).run("produce", file.toString());

        assertThat(result.err()).hasLineCount(22).contains("line 20: ", "… and 30 more", "50 of 50 lines");
    }

    @Test
    void schemaPrintsTheDocumentsAsJson() throws IOException {
        var list = new Cli(Map.of()).run("schema", "--list");
        assertThat(list.out().lines().toList()).isEqualTo(EventSchemas.names());

        var json = new ObjectMapper();
        var all = json.readTree(new Cli(Map.of()).run("schema").out());
        for (var name : EventSchemas.names()) {
            assertThat(all.get(name))
                    .isEqualTo(
                            json.readTree(new Cli(Map.of()).run("schema", name).out()));
        }
    }

    @Test
    void verboseChangesNothingInWhatIsPrintedOnStdoutAndInTheErrorLine() {
        try {
            var result = new Cli(NO_SERVERS).run("init", "-v");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).hasLineCount(1);
        } finally {
            Configurator.reconfigure(); // the levels are those of the whole test run
        }
    }
}
