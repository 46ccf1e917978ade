package org.diracgrid.ingest.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.TrialSettings;
import org.diracgrid.ingest.demo.workload.Emission;
import org.diracgrid.ingest.demo.workload.Phenomenon;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The peers that are written by hand leave the tables as the oracle says: a fast wrong one would be no peer. Of the demo's load they get what
 * they are made for, which is everything but repetitions and bad events for DiracX's statements.
 */
@ExtendWith(DevStackExtension.class)
class PeersIT {

    private static final int JOBS = 60;

    /** DiracX knows no repetition, and answers what is wrong with an error. */
    private static final Set<Phenomenon> NOT_FOR_DIRACX =
            EnumSet.of(Phenomenon.DUPLICATE, Phenomenon.RESENT_CACHE, Phenomenon.BAD);

    private static final Set<Phenomenon> NOT_FOR_A_DAY = EnumSet.of(
            Phenomenon.DUPLICATE,
            Phenomenon.RESENT_CACHE,
            Phenomenon.BAD,
            Phenomenon.LATE,
            Phenomenon.RESCHEDULED,
            Phenomenon.HEARTBEAT,
            Phenomenon.METADATA);

    private final DevStack stack;

    PeersIT(DevStack stack) {
        this.stack = stack;
    }

    @Test
    void oneRowLoopWritesWhatTheOracleSays() throws Exception {
        try (Trial trial = begin("peer_loop", NOT_FOR_A_DAY)) {
            trial.publish();

            OneRowLoop.run(environment(trial, "2"));

            assertThat(trial.load().events()).isGreaterThan(JOBS * 5L);
            assertThat(trial.load().refused()).isPositive();
            assertThat(Trial.describe(trial.tableDifferences())).isEmpty();
        }
    }

    @Test
    void diracxSequenceWritesWhatTheOracleSaysAlsoInDocuments() throws Exception {
        try (Trial trial = begin("peer_diracx", NOT_FOR_DIRACX)) {
            trial.publish();

            DiracxSequence.run(environment(trial, "2"));

            assertThat(trial.load().events()).isGreaterThan(JOBS * 12L);
            assertThat(trial.load().phenomena())
                    .containsKeys(Phenomenon.LATE, Phenomenon.FORCED, Phenomenon.HEARTBEAT, Phenomenon.WOKEN);
            assertThat(Trial.describe(trial.differences())).isEmpty();
        }
    }

    @Test
    void diracxSequenceDoesWithoutOpenSearch() throws Exception {
        try (Trial trial = begin("peer_tables", NOT_FOR_DIRACX)) {
            trial.publish();
            Map<String, String> environment = environment(trial, "1");
            environment.remove("DIRACX_OS_DB_JOBPARAMETERSDB");

            DiracxSequence.run(environment);

            assertThat(Trial.describe(trial.tableDifferences())).isEmpty();
            assertThat(trial.documents()).isEmpty();
        }
    }

    @Test
    void oneStatusIsEightStatementsOfDiracxInThreeTransactions() throws Exception {
        try (Trial trial = begin("peer_one", NOT_FOR_DIRACX, 1);
                Connection connection = stack.openRootConnection();
                Statement statement = connection.createStatement()) {
            trial.publish();
            statement.execute("SET GLOBAL log_output = 'TABLE'");
            statement.execute("SET GLOBAL general_log = ON");
            try {
                DiracxSequence.run(environment(trial, "1"));
            } finally {
                statement.execute("SET GLOBAL general_log = OFF");
            }

            List<String> said = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT argument FROM mysql.general_log"
                    + " WHERE command_type = 'Query' AND user_host LIKE 'diracx\\_peer\\_one[%'")) {
                while (rows.next()) {
                    said.add(rows.getString(1));
                }
            }
            assertThat(said)
                    .filteredOn(sql -> sql.matches("(?s)(SELECT|INSERT|UPDATE|DELETE) .*(Jobs|LoggingInfo).*"))
                    .hasSize(8);
            assertThat(said).filteredOn("COMMIT"::equals).hasSize(3);
            assertThat(Trial.describe(trial.differences())).isEmpty();
        }
    }

    /** The demo's load without the events that show one of {@code unwanted}; heartbeats may go back, as in DiracX. */
    private Trial begin(String name, Set<Phenomenon> unwanted) throws Exception {
        return begin(name, unwanted, Integer.MAX_VALUE);
    }

    private Trial begin(String name, Set<Phenomenon> unwanted, int eventsMax) throws Exception {
        return Trial.begin(
                stack,
                new TrialSettings(name, SchemaFlavour.DIRACX, 6, false),
                (connection, databases, oracle) ->
                        without(unwanted, eventsMax, Trial.demo(JOBS, 5).submit(connection, databases, oracle)));
    }

    private static Iterator<Emission> without(Set<Phenomenon> unwanted, int eventsMax, Iterator<Emission> emissions) {
        List<Emission> wanted = new ArrayList<>();
        emissions.forEachRemaining(emission -> {
            if (Collections.disjoint(emission.phenomena(), unwanted)) {
                wanted.add(emission);
            }
        });
        return wanted.subList(0, Math.min(eventsMax, wanted.size())).iterator();
    }

    private static Map<String, String> environment(Trial trial, String lanes) {
        Map<String, String> environment = new HashMap<>(trial.environment());
        environment.put("PEER_GROUP", trial.settings().name());
        environment.put("PEER_LANES", lanes);
        return environment;
    }
}
