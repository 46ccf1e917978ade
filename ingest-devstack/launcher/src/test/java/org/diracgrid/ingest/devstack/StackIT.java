package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Stacks that go up and down, are killed, and meet strangers. */
class StackIT {
    private Path directory;

    @BeforeEach
    void useAnEmptyDirectory(TestInfo test) {
        directory = Path.of(
                        "target", "stacks", test.getTestMethod().orElseThrow().getName())
                .toAbsolutePath();
        StackDirectory.delete(directory);
    }

    @AfterEach
    void leaveNothingRunning() {
        DevStack.down(directory);
        assertThat(serversIn(directory)).isEmpty();
    }

    @Test
    void everyServerAnswersAndDataSurvivesDownAndUp() throws Exception {
        DevStack first = DevStack.up(StackOptions.in(directory).withFlavour(SchemaFlavour.DIRAC));
        Map<String, String> environment = first.environment();
        List<Long> processes = serversIn(directory);
        assertThat(processes).hasSize(3);
        assertThat(KafkaProbe.describe(port(first.kafkaBootstrapServers()))).isPresent();
        put(first.openSearchUrl() + "/greetings/_doc/1?refresh=true", "{\"text\":\"hello\"}");
        insertJob(first);

        DevStack again = DevStack.up(StackOptions.in(directory).withFlavour(SchemaFlavour.DIRAC));
        assertThat(again.environment()).isEqualTo(environment);
        assertThat(serversIn(directory)).isEqualTo(processes);

        DevStack.down(directory);
        assertThat(serversIn(directory)).isEmpty();
        DevStack.down(directory);

        DevStack later = DevStack.up(StackOptions.in(directory).withFlavour(SchemaFlavour.DIRAC));
        assertThat(later.environment()).isEqualTo(environment);
        assertThat(get(later.openSearchUrl() + "/greetings/_doc/1")).contains("hello");
        assertThat(jobs(later)).isEqualTo(1);
        assertThatThrownBy(() -> DevStack.up(StackOptions.in(directory)))
                .isInstanceOf(DevStackException.class)
                .hasMessageContaining("flavour dirac, not diracx");
    }

    @Test
    void portOfAnotherProgramIsRefused() throws IOException {
        try (ServerSocket stranger = new ServerSocket()) {
            stranger.bind(Ports.address(0));
            int taken = stranger.getLocalPort();

            assertThatThrownBy(() -> DevStack.start(
                            StackOptions.in(directory).withParts(Part.MARIADB).withPorts(0, taken, 0)))
                    .isInstanceOf(DevStackException.class)
                    .hasMessage("port " + taken + " for MariaDB is taken by another program on 127.0.0.1");
        }
    }

    private static int port(String hostAndPort) {
        return Integer.parseInt(hostAndPort.substring(hostAndPort.indexOf(':') + 1));
    }

    private static void insertJob(DevStack stack) throws Exception {
        try (Connection connection = stack.openRootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO JobDB.JobJDLs (JDL, JobRequirements, OriginalJDL) VALUES ('', '', '')");
        }
    }

    private static int jobs(DevStack stack) throws Exception {
        try (Connection connection = stack.openRootConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM JobDB.JobJDLs")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static String get(String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private static void put(String url, String json) throws Exception {
        send(HttpRequest.newBuilder(URI.create(url))
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        return response.body();
    }

    /** The ids of the running servers of a stack, in ascending order; the shells that guard them do not count. */
    static List<Long> serversIn(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> isServerIn(process, directory))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    private static boolean isServerIn(ProcessHandle process, Path directory) {
        try {
            String[] words = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                    .split("\0");
            return words[0].matches(".*/(java|mariadbd)")
                    && Arrays.stream(words).anyMatch(word -> word.matches("-.*=" + directory + "/.*"));
        } catch (IOException e) {
            return false;
        }
    }
}
