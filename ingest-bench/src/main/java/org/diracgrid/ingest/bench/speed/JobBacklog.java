package org.diracgrid.ingest.bench.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.demo.DemoStack;
import org.diracgrid.ingest.demo.grid.JobSubmission;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.codec.EventEncoder;
import org.diracgrid.ingest.oracle.Difference;
import org.diracgrid.ingest.oracle.Differences;
import org.diracgrid.ingest.oracle.DocumentDifferences;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.OracleSettings;
import org.diracgrid.ingest.oracle.Outcome;
import org.diracgrid.ingest.oracle.StoredDocuments;
import org.diracgrid.ingest.oracle.StoredTables;
import org.diracgrid.ingest.oracle.TimeColumn;
import org.diracgrid.ingest.oracle.Window;

/**
 * Events of jobs. The jobs are submitted once, as DiracX does it, into databases of their own, from which those of every race
 * are copied.
 */
final class JobBacklog implements Backlog {

    /** Up to so many events the oracle looks at everything, and not only at counts. */
    static final int ORACLE_EVENTS_MAX = 20_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DemoStack stack;
    private final JobLoad load;
    private final Databases submitted;
    private final Oracle oracle = new Oracle(new OracleSettings(
            TimeColumn.NUMERIC, OracleSettings.Rounding.TRUNCATE, OracleSettings.Offsets.CONVERT, true));
    private final int firstJob;

    private JobBacklog(DemoStack stack, JobLoad load) throws SQLException, IOException {
        this.stack = stack;
        this.load = load;
        this.submitted = stack.devStack().createDatabases(SchemaFlavour.DIRACX, "submitted");
        this.firstJob = submit();
        if (isSmall()) {
            tellOracle();
        }
    }

    /** Submits the jobs of {@code load}. */
    static JobBacklog of(DemoStack stack, JobLoad load) throws SQLException, IOException {
        return new JobBacklog(stack, load);
    }

    private int submit() throws SQLException {
        try (Connection connection = stack.connect()) {
            int[] ids = new JobSubmission(
                            connection, submitted.jobDb(), submitted.jobLoggingDb(), submitted.taskQueueDb(), oracle)
                    .submit(load.requests(), done -> {});
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] != ids[0] + i) {
                    throw new IllegalStateException("the server has left out a number between " + ids[0] + " and "
                            + ids[i] + ", and a load counts on them");
                }
            }
            return ids[0];
        }
    }

    private void tellOracle() throws IOException {
        for (Iterator<Message> messages = messages(); messages.hasNext(); ) {
            byte[] event = EventEncoder.structured(messages.next().event()).value();
            if (oracle.apply(JSON.readTree(event)) instanceof Outcome.Failed failed) {
                throw new IllegalStateException("the load has an event that cannot be applied: " + failed);
            }
        }
    }

    private boolean isSmall() {
        return load.events() <= ORACLE_EVENTS_MAX;
    }

    @Override
    public void prepare(Databases databases) throws SQLException {
        try (Connection connection = stack.connect();
                Statement statement = connection.createStatement()) {
            copy(statement, submitted.jobDb(), databases.jobDb(), "JobJDLs");
            copy(statement, submitted.jobDb(), databases.jobDb(), "Jobs");
            copy(statement, submitted.jobLoggingDb(), databases.jobLoggingDb(), "LoggingInfo");
        }
    }

    private static void copy(Statement statement, String from, String to, String table) throws SQLException {
        statement.executeUpdate("INSERT INTO `" + to + "`." + table + " SELECT * FROM `" + from + "`." + table);
    }

    @Override
    public Iterator<Message> messages() {
        return load.messages(firstJob);
    }

    @Override
    public int size() {
        return load.events();
    }

    @Override
    public int firstJob() {
        return firstJob;
    }

    @Override
    public StateCounts expected(List<String> stores) {
        return ExpectedJobs.of(load, firstJob, stores);
    }

    @Override
    public List<Difference> differences(Databases databases, List<String> stores, Instant from)
            throws SQLException, IOException, InterruptedException {
        List<Difference> all = new ArrayList<>();
        if (!isSmall()) {
            return all;
        }
        Window written = new Window(from, Instant.now());
        if (stores.contains("mysql")) {
            try (Connection connection = stack.connect()) {
                all.addAll(Differences.between(
                        oracle.snapshot(),
                        StoredTables.read(
                                connection, databases.jobDb(), databases.jobLoggingDb(), databases.taskQueueDb()),
                        written));
            }
        }
        if (stores.contains("opensearch")) {
            all.addAll(
                    DocumentDifferences.between(oracle.documents(), StoredDocuments.read(stack.openSearch()), written));
        }
        return all;
    }
}
