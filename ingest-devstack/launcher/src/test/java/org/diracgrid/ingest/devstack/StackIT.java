package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
        for (Part part : Part.values()) {
            StackDirectory.delete(directory.resolve(part.id())); // Much space; the logs stay.
        }
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

        DevStack later = DevStack.up(StackOptions.in(directory));
        assertThat(later.environment()).isEqualTo(environment);
        assertThat(get(later.openSearchUrl() + "/greetings/_doc/1")).contains("hello");
        assertThat(jobs(later)).isEqualTo(1);
        assertThatThrownBy(() -> DevStack.up(StackOptions.in(directory).withFlavour(SchemaFlavour.DIRACX)))
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

    @Test
    void serverThatDiesAtStartTellsWhy() {
        StackOptions options =
                StackOptions.in(directory).withParts(Part.KAFKA).withServerJvmArguments("-XX:+NoSuchFlag");

        assertThatThrownBy(() -> DevStack.start(options))
                .isInstanceOf(DevStackException.class)
                .hasMessageStartingWith("Kafka ended while it should run; " + directory + "/logs/kafka.log ends with:")
                .hasMessageContaining("Unrecognized VM option 'NoSuchFlag'");
    }

    @Test
    void diskThatIsTooSmallIsReportedBeforeAnythingStarts() {
        try (StackDirectory taken = StackDirectory.take(directory, false)) {
            assertThatThrownBy(() -> taken.requireSpace(Long.MAX_VALUE))
                    .isInstanceOf(DevStackException.class)
                    .hasMessageMatching("a stack in .* needs \\d+ MiB of disk, \\d+ MiB are left there");
        }
    }

    @Test
    void twoThatBringUpOneDirectoryShareTheServers() {
        List<CompletableFuture<Map<String, String>>> ups = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> DevStack.up(StackOptions.in(directory)).environment()))
                .toList();

        Map<String, String> first = ups.get(0).join();
        assertThat(ups.get(1).join()).isEqualTo(first);
        assertThat(serversIn(directory)).hasSize(3);
        assertThatThrownBy(() -> DevStack.start(StackOptions.in(directory)))
                .isInstanceOf(DevStackException.class)
                .hasMessageContaining("is up; take it down");
        assertThatThrownBy(() -> DevStack.up(StackOptions.in(directory).withPorts(0, 0, 1)))
                .isInstanceOf(DevStackException.class)
                .hasMessageContaining("take the stack down to move it to port 1");
    }

    @Test
    void directoryOfARunningProcessIsRefused() {
        try (DevStack stack = DevStack.start(StackOptions.in(directory).withParts())) {
            long self = ProcessHandle.current().pid();

            assertThatThrownBy(() -> DevStack.up(StackOptions.in(directory).withFlavour(SchemaFlavour.DIRACX)))
                    .isInstanceOf(DevStackException.class)
                    .hasMessageContaining("is in use by process " + self);
            assertThatThrownBy(() -> DevStack.down(directory)).isInstanceOf(DevStackException.class);
        }
    }

    @Test
    void killedParentTakesItsServersAlong() throws Exception {
        Process parent = startParent();
        assertThat(serversIn(directory)).hasSize(3);

        parent.destroyForcibly();

        await().atMost(Duration.ofSeconds(30)).until(() -> serversIn(directory).isEmpty());
    }

    @Test
    void orphansAreStoppedByTheNextStart() throws Exception {
        Process parent = startParent();
        List<Long> orphans = serversIn(directory);
        orphans.forEach(StackIT::killGuard);
        parent.destroyForcibly().waitFor();
        assertThat(serversIn(directory)).isEqualTo(orphans).hasSize(3);

        try (DevStack next = DevStack.start(StackOptions.in(directory).withParts(Part.MARIADB))) {
            assertThat(serversIn(directory))
                    .containsExactly(next.processId(Part.MARIADB))
                    .doesNotContainAnyElementsOf(orphans);
        }
    }

    @Test
    void closeAlsoStopsAServerThatLostItsGuard() {
        try (DevStack stack = DevStack.start(StackOptions.in(directory).withParts(Part.MARIADB))) {
            killGuard(stack.processId(Part.MARIADB));
        }

        assertThat(serversIn(directory)).isEmpty();
    }

    private Process startParent() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process parent = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(parent.inputReader().readLine()).isEqualTo("running");
        return parent;
    }

    /**
     * Ends the shells between a server and its parent: the one that watches the parent, then the one that waits for the
     * server. Java closes the pipe that is watched when that one ends.
     */
    private static void killGuard(long server) {
        ProcessHandle guard =
                ProcessHandle.of(server).flatMap(ProcessHandle::parent).orElseThrow();
        guard.children().filter(child -> child.pid() != server).forEach(StackIT::kill);
        kill(guard);
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Test
    void partsStartAtFirstUseAndComeBackAfterStopAndCrash() throws Exception {
        try (DevStack stack = DevStack.start(StackOptions.in(directory).withParts())) {
            assertThat(serversIn(directory)).isEmpty();
            stack.createDatabases(SchemaFlavour.DIRACX, "kept");
            assertThat(serversIn(directory)).hasSize(1);
            String url = stack.createDatabases(SchemaFlavour.DIRACX, "other")
                    .environment()
                    .get("DIRACX_DB_URL_JOBDB");

            stack.stop(Part.MARIADB);
            assertThat(serversIn(directory)).isEmpty();
            stack.openRootConnection().close();
            stack.kill(Part.MARIADB);
            assertThat(serversIn(directory)).isEmpty();

            assertThat(stack.createDatabases(SchemaFlavour.DIRACX, "other")
                            .environment()
                            .get("DIRACX_DB_URL_JOBDB"))
                    .isEqualTo(url);
        }
    }

    @Test
    void brokerTakesEightMebibytesAndMakesNoTopicByItself() throws Exception {
        try (DevStack stack = DevStack.start(StackOptions.in(directory).withParts(Part.KAFKA))) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    stack.kafkaBootstrapServers(),
                    "max.request.size",
                    16 << 20,
                    "buffer.memory",
                    64L << 20,
                    "max.block.ms",
                    3_000);
            try (Admin admin = Admin.create(settings);
                    var producer =
                            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                admin.createTopics(List.of(new NewTopic("large", 1, (short) 1)))
                        .all()
                        .get();
                byte[] value = new byte[(8 << 20) - 1024];

                assertThat(producer.send(new ProducerRecord<>("large", value))
                                .get()
                                .offset())
                        .isZero();
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>("unknown", value))
                                .get())
                        .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class);
            }
        }
    }

    /** A process that has a stack and is about to be killed. */
    static final class Parent {
        public static void main(String[] args) throws InterruptedException {
            DevStack stack = DevStack.start(StackOptions.in(Path.of(args[0])));
            System.out.println("running");
            new CountDownLatch(1).await();
            stack.close();
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
