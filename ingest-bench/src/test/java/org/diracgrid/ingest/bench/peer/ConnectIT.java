package org.diracgrid.ingest.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.TrialSettings;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.event.Topics;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kafka Connect ends by itself, and has written what it promises, with and without its reduction buffer. Skipped where
 * {@code ingest-bench/peers/set-up} has not been run.
 */
@ExtendWith(DevStackExtension.class)
class ConnectIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final long END_WITHIN_MINUTES = 8;

    private final DevStack stack;

    ConnectIT(DevStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writesARowForEachUpdateAndTheLastStatusOfEachJob(boolean reduces) throws Exception {
        ConnectPeer peer = new ConnectPeer(HOME, "it.flat-" + reduces, 2, 200, reduces);
        assumeThat(peer.isSetUp()).isTrue();
        try (Trial trial = Trial.begin(
                        stack, TrialSettings.of("connect_" + reduces, SchemaFlavour.DIRACX), Trial.demo(60, 5));
                var connection = stack.openRootConnection()) {
            trial.publish();
            Map<Integer, FlatRow> last =
                    FlatTopic.publish(stack.kafkaBootstrapServers(), Topics.JOBS, peer.flatTopic());
            ConnectTables tables = new ConnectTables(connection, trial.databases());
            tables.create();
            assertThat(tables.differences(last)).hasSizeGreaterThanOrEqualTo(last.size());

            Process process = start(peer, trial);
            try {
                assertThat(process.waitFor(END_WITHIN_MINUTES, TimeUnit.MINUTES))
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }

            assertThat(process.exitValue()).as(Files.readString(log(peer))).isZero();
            assertThat(last).hasSizeGreaterThan(50);
            assertThat(tables.differences(last)).isEmpty();
        }
    }

    private static Process start(ConnectPeer peer, Trial trial) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(peer.jvmArguments());
        command.addAll(List.of("-cp", peer.classPath(ours()), peer.mainClass()));
        command.addAll(peer.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        Path offsets =
                Path.of("target", "connect-" + peer.reduces() + ".offsets").toAbsolutePath();
        builder.environment().putAll(peer.environment(trial.environment(), offsets));
        File log = log(peer).toFile();
        return builder.redirectErrorStream(true).redirectOutput(log).start();
    }

    private static Path log(ConnectPeer peer) {
        return Path.of("target", "connect-" + peer.reduces() + ".log");
    }

    private static String ours() throws Exception {
        return Path.of(ConnectPeer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }
}
