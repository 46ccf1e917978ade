package org.diracgrid.ingest.bench.speed;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.peer.ConnectPeer;
import org.diracgrid.ingest.bench.peer.ConnectTables;
import org.diracgrid.ingest.bench.peer.FlatRow;
import org.diracgrid.ingest.bench.peer.FlatTopic;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.app.CommandFailedException;

/**
 * Kafka Connect with Debezium's JDBC sink, which writes tables of its own from a flat topic of its own. That topic is made from
 * its beginning, so each part is a backlog of its own. Immutable.
 *
 * @param reduces whether rows of one key are reduced to the last one of each batch
 */
record ConnectEntrant(boolean reduces) implements Entrant {

    /** Wiped with DiracX's own topics. */
    private static final String FLAT_TOPIC = "diracx.flat-jobs";

    private static final int PROBLEMS_MAX = 5;

    @Override
    public String name() {
        return reduces ? "connect-reduced" : "connect";
    }

    @Override
    public boolean takes(Family family) {
        return family == Family.STATUS;
    }

    @Override
    public boolean readsTopics() {
        return true;
    }

    /** DiracX's tables stay as they are; its own are looked at by {@link #prepare}'s check. */
    @Override
    public boolean promises(String count) {
        return false;
    }

    @Override
    public boolean startsAfresh() {
        return true;
    }

    @Override
    public Check prepare(Ground ground) throws SQLException, IOException, InterruptedException {
        if (!peer(ground.race()).isSetUp()) {
            throw new CommandFailedException(
                    "--against: Kafka Connect is not there; run ingest-bench/peers/set-up, or leave " + name()
                            + " out");
        }
        try (Connection connection = ground.stack().connect()) {
            new ConnectTables(connection, ground.databases()).create();
        }
        Map<Integer, FlatRow> last = FlatTopic.publish(ground.stack().kafka(), Topics.JOBS, FLAT_TOPIC);
        return () -> {
            try (Connection connection = ground.stack().connect()) {
                List<String> all = new ConnectTables(connection, ground.databases()).differences(last);
                return all.subList(0, Math.min(PROBLEMS_MAX, all.size()));
            }
        };
    }

    @Override
    public Contender contender(Race race, Race.Part part) {
        ConnectPeer peer = peer(race);
        List<String> jvmArguments = new ArrayList<>(peer.jvmArguments());
        jvmArguments.add("-Xmx" + race.heap());
        Path offsets = home().resolve(".stack/peers").resolve(name() + ".offsets");
        return new Contender(
                name(),
                jvmArguments,
                peer.classPath(ours()),
                peer.mainClass(),
                peer.arguments(),
                peer.environment(race.environment(), offsets));
    }

    private ConnectPeer peer(Race race) {
        return new ConnectPeer(home(), FLAT_TOPIC, race.lanes(), race.batch(), reduces);
    }

    /** The checkout. */
    private static Path home() {
        return Path.of(System.getProperty("ingest.home", "")).toAbsolutePath();
    }

    /** The jar or the directory of these classes. */
    private static String ours() {
        try {
            return Path.of(ConnectPeer.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path has strange places", e);
        }
    }
}
