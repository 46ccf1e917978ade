package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server of the right kind that belongs to another stack is never taken for one's own. */
@ExtendWith(DevStackExtension.class)
class IdentityIT {
    @TempDir
    private Path home;

    @Test
    void kafkaOfAnotherStackIsRefused(DevStack stack) throws Exception {
        int port = Integer.parseInt(stack.kafkaBootstrapServers().split(":", 2)[1]);
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/meta.properties"), "cluster.id=another");

        assertStranger(new KafkaServer(home, port, 0, List.of()), "answers Kafka cluster");
    }

    @Test
    void mariaDbOfAnotherStackIsRefused(DevStack stack) throws Exception {
        stack.openRootConnection().close();
        Path other = Path.of("target", "devstack", "mariadb").toRealPath();
        int port = port(stack.createDatabases(SchemaFlavour.DIRACX, "identity"));

        assertStranger(
                new MariaDbServer(home, port, Files.readString(other.resolve("root.password"))),
                "answers the MariaDB of " + other);
    }

    @Test
    void openSearchOfAnotherStackIsRefused(DevStack stack) {
        int port = URI.create(stack.openSearchUrl()).getPort();

        assertStranger(new OpenSearchServer(home, port, 0, "mine", List.of()), "answers another cluster than mine");
    }

    private static int port(Databases databases) {
        return URI.create(databases.environment().get("DIRACX_DB_URL_JOBDB")).getPort();
    }

    private static void assertStranger(Server server, String message) {
        assertThatThrownBy(server::isReady)
                .isInstanceOf(DevStackException.class)
                .hasMessageContaining(message);
    }
}
