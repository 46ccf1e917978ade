package org.diracgrid.ingest.worker.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.app.Cli;
import org.diracgrid.ingest.worker.app.TestTopics;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The golden cases by the commands that an operator uses: published, ingested through real topics by several lanes, all
 * cases mixed, they leave exactly what DiracX left, in the tables and in the documents. No key of the configuration is
 * set but those that make the worker refuse what DiracX refuses.
 */
@ExtendWith(DevStackExtension.class)
class GoldenThroughKafkaIT {

    private static final long SEED = 20_260_601;

    /** Rejections that depend on the state a job is in. */
    private static final Set<String> BY_STATE = Set.of("SCOUTING_REFUSED", "UNKNOWN_CURRENT_STATUS");

    private final Random random = new Random(SEED);

    @TempDir
    private Path directory;

    /** One call of a case, somewhere among those of all others. */
    private record Turn(GoldenCase golden, int call, double when) {}

    /** Kind iii. Ingested once more from the start by a group of its own, the cases change no byte of any row. */
    @ParameterizedTest
    @EnumSource
    void leavesTheStatusesThatDiracxLeaves(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "golden_kafka")) {
            leavesWhatDiracxLeaves(
                    GoldenCase.statuses(), stack, database, cli(stack, database, "golden-" + flavour.id()));
            assertSecondPassChangesNothing(database, stack, cli(stack, database, "golden-again-" + flavour.id()));
        }
    }

    /** Kind iv: the same among heartbeats, metadata and command reads. */
    @ParameterizedTest
    @EnumSource
    void leavesTheMixtureThatDiracxLeaves(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "golden_kafka_mixed")) {
            leavesWhatDiracxLeaves(
                    GoldenCase.mixed(), stack, database, cli(stack, database, "golden-mixed-" + flavour.id()));
        }
    }

    private void leavesWhatDiracxLeaves(List<GoldenCase> cases, DevStack stack, TestDatabase database, Cli cli)
            throws Exception {
        // Given
        TestTopics.remove(stack);
        GoldenDocuments.remove(stack);
        GoldenTables tables = new GoldenTables(cases);
        tables.insertInto(database);
        assertThat(cli.run("init", "--topics", "--templates", "--partitions", "4")
                        .exitCode())
                .isZero();

        // When
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        int parts =
                cases.stream().mapToInt(golden -> golden.parts().size()).max().orElseThrow();
        for (int part = 0; part < parts; part++) {
            ingest(cases, part, cli);
            readCommands(cases, part, database);
        }
        Instant end = Instant.now();

        // Then
        tables.assertEqualTo(database, time -> isBetween(start, time, end));
        new GoldenDocuments(cases).assertEqualTo(stack, start, end);
    }

    private void ingest(List<GoldenCase> cases, int part, Cli cli) throws IOException {
        Path events = Files.write(directory.resolve("events-" + part + ".ndjson"), events(cases, part));
        assertThat(cli.run("produce", "--no-validate", events.toString()).exitCode())
                .isZero();
        Cli.Result run = cli.run("run", "--until-caught-up");
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    /** What jobs do at the end of a part. */
    private static void readCommands(List<GoldenCase> cases, int part, TestDatabase database) throws SQLException {
        for (GoldenCase golden : cases) {
            if (part < golden.parts().size()) {
                List<Integer> calls = golden.parts().get(part);
                int last = calls.get(calls.size() - 1);
                if (golden.readsCommands(last)) {
                    for (String original : golden.events(last).keySet()) {
                        GoldenTables.readCommands(database, golden.jobId(original));
                    }
                }
            }
        }
    }

    /**
     * Whatever was stored is found again. What a job's state at the time forbade is judged anew, and may be logged now that
     * the job has moved on, as DiracX would log it; the few jobs concerned are left out.
     */
    private static void assertSecondPassChangesNothing(TestDatabase database, DevStack stack, Cli cli)
            throws Exception {
        Set<String> judgedAnew = TestTopics.read(stack, "diracx.jobs.v1.dlq").stream()
                .filter(letter -> BY_STATE.contains(TestTopics.reason(letter)))
                .map(letter -> new String(letter.key(), UTF_8))
                .collect(Collectors.toSet());
        assertThat(judgedAnew).hasSizeBetween(1, 30);
        List<String> rowsBefore = rowsOfOthers(database, judgedAnew);
        Map<String, ?> documentsBefore = documentsOfOthers(stack, judgedAnew);

        Cli.Result again = cli.run("run", "--until-caught-up");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).matches("(?s).*mysql: received \\d+ = stored \\d \\+ superseded 45\\d\\d .*");
        assertThat(rowsOfOthers(database, judgedAnew)).hasSizeGreaterThan(6000).isEqualTo(rowsBefore);
        assertThat(documentsOfOthers(stack, judgedAnew)).isEqualTo(documentsBefore);
    }

    private static List<String> rowsOfOthers(TestDatabase database, Set<String> jobIds) throws SQLException {
        return database.everything().stream()
                .filter(row -> !jobIds.contains(row.substring(0, row.indexOf('|'))))
                .toList();
    }

    private static Map<String, ?> documentsOfOthers(DevStack stack, Set<String> jobIds) throws Exception {
        Map<String, ?> documents = GoldenDocuments.untimed(stack);
        documents.keySet().removeIf(key -> jobIds.contains(key.substring(key.indexOf('/') + 1)));
        return documents;
    }

    private static Cli cli(DevStack stack, TestDatabase database, String group) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("DIRACX_OS_DB_JOBPARAMETERSDB", "{\"hosts\":\"" + stack.openSearchUrl() + "\"}");
        environment.put("INGEST_GROUP_ID", group);
        environment.put("INGEST_EVENTS_NON_UTC_OFFSET", "reject");
        environment.put("INGEST_HEARTBEAT_MONOTONIC", "false");
        environment.put("INGEST_METADATA_STATUS", "allow");
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        return new Cli(environment);
    }

    /** All events of a part, one a line, cases shuffled into each other; the calls of a case keep their order. */
    private byte[] events(List<GoldenCase> cases, int part) throws IOException {
        List<Turn> turns = new ArrayList<>();
        for (GoldenCase golden : cases) {
            if (part < golden.parts().size()) {
                List<Integer> calls = golden.parts().get(part);
                double[] times = random.doubles(calls.size()).sorted().toArray();
                for (int i = 0; i < times.length; i++) {
                    turns.add(new Turn(golden, calls.get(i), times[i]));
                }
            }
        }
        turns.sort(Comparator.comparingDouble(Turn::when));
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Turn turn : turns) {
            for (byte[] event : turn.golden().events(turn.call()).values()) {
                lines.write(event);
                lines.write('\n');
            }
        }
        return lines.toByteArray();
    }

    private static boolean isBetween(Instant start, String time, Instant end) {
        if (time.equals("null")) {
            return false;
        }
        Instant at = LocalDateTime.parse(time.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        return !at.isBefore(start.truncatedTo(ChronoUnit.SECONDS)) && !at.isAfter(end);
    }
}
