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
 * The golden cases of kind iii by the commands that an operator uses: published, ingested through real topics by several
 * lanes, all cases mixed, they leave exactly what DiracX left. Ingested once more from the start by a group of its own,
 * they change no byte of any row.
 */
@ExtendWith(DevStackExtension.class)
class GoldenThroughKafkaIT {

    private static final long SEED = 20_260_601;

    /** Rejections that depend on the state a job is in. */
    private static final Set<String> BY_STATE = Set.of("SCOUTING_REFUSED", "UNKNOWN_CURRENT_STATUS");

    private final List<GoldenCase> cases = GoldenCase.statuses();
    private final GoldenTables tables = new GoldenTables(cases);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void leavesWhatDiracxLeaves(SchemaFlavour flavour, DevStack stack) throws Exception {
        try (TestDatabase database = new TestDatabase(stack, flavour, "golden_kafka")) {
            // Given
            TestTopics.remove(stack);
            tables.insertInto(database);
            Cli cli = cli(stack, database, "golden-" + flavour.id());
            assertThat(cli.run("init", "--partitions", "4").exitCode()).isZero();
            Path events = Files.write(directory.resolve("events.ndjson"), events());
            assertThat(cli.run("produce", "--no-validate", events.toString()).exitCode())
                    .isZero();

            // When
            Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            Cli.Result run = cli.run("run", "--until-caught-up");
            Instant end = Instant.now();

            // Then
            assertThat(run.exitCode()).as(run.err()).isZero();
            tables.assertEqualTo(database, time -> isBetween(start, time, end));
            assertSecondPassChangesNothing(database, stack, cli(stack, database, "golden-again-" + flavour.id()));
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
        List<String> before = rowsOfOthers(database, judgedAnew);

        Cli.Result again = cli.run("run", "--until-caught-up");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).matches("(?s)mysql: received \\d+ = stored \\d \\+ superseded 45\\d\\d .*");
        assertThat(rowsOfOthers(database, judgedAnew)).hasSizeGreaterThan(6000).isEqualTo(before);
    }

    private static List<String> rowsOfOthers(TestDatabase database, Set<String> jobIds) throws SQLException {
        return database.everything().stream()
                .filter(row -> !jobIds.contains(row.substring(0, row.indexOf('|'))))
                .toList();
    }

    private static Cli cli(DevStack stack, TestDatabase database, String group) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_GROUP_ID", group);
        environment.put("INGEST_EVENTS_NON_UTC_OFFSET", "reject");
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        return new Cli(environment);
    }

    /** All events, one a line, cases shuffled into each other; the calls of a case keep their order. */
    private byte[] events() throws IOException {
        record Turn(GoldenCase golden, int call, double when) {}
        Random random = new Random(SEED);
        List<Turn> turns = new ArrayList<>();
        for (GoldenCase golden : cases) {
            double[] times = random.doubles(golden.calls()).sorted().toArray();
            for (int call = 0; call < times.length; call++) {
                turns.add(new Turn(golden, call, times[call]));
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
        return !at.isBefore(start) && !at.isAfter(end);
    }
}
