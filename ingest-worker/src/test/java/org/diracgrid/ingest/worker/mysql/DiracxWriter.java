package org.diracgrid.ingest.worker.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.ingest.devstack.DevStack;

/**
 * Writes minor statuses as DiracX's API does: REPEATABLE READ, nothing locked before it is read, one UPDATE with a CASE for
 * several jobs, numbers from MAX(SeqNum) + 1, and a transaction for each database, committed one after the other. Confined
 * to its thread.
 */
final class DiracxWriter implements AutoCloseable {

    static final String SOURCE = "DiracX";

    private static final int JOBS_AT_A_TIME = 10;

    private final Connection jobDb;
    private final Connection loggingDb;
    private final Statement onJobs;
    private final Statement onLogging;
    private final TestDatabase database;
    private final Random random;
    private final int jobs;
    private int writes;
    private int logged;

    DiracxWriter(DevStack stack, TestDatabase database, int jobs, long seed) throws SQLException {
        this.jobDb = stack.openRootConnection();
        this.loggingDb = stack.openRootConnection();
        this.onJobs = jobDb.createStatement();
        this.onLogging = loggingDb.createStatement();
        this.database = database;
        this.random = new Random(seed);
        this.jobs = jobs;
        for (Connection connection : List.of(jobDb, loggingDb)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
        }
    }

    /** One call; a conflict is rolled back, as DiracX would, and answered to whoever called. */
    void write() throws SQLException {
        TreeSet<Integer> ids = new TreeSet<>();
        while (ids.size() < JOBS_AT_A_TIME) {
            ids.add(1 + random.nextInt(jobs));
        }
        List<Integer> order = new ArrayList<>(ids);
        Collections.shuffle(order, random);
        writes++;
        try {
            int rows = write(order);
            jobDb.commit();
            loggingDb.commit();
            logged += rows;
        } catch (SQLException e) {
            jobDb.rollback();
            loggingDb.rollback();
            switch (e.getErrorCode()) {
                case 1020, 1062, 1205, 1213 -> {} // Its snapshot is old, a number was taken, a lock lost.
                default -> throw e;
            }
        }
    }

    private int write(List<Integer> ids) throws SQLException {
        String list = String.join(",", ids.stream().map(String::valueOf).toList());
        onJobs.executeQuery("SELECT Status FROM " + database.jobDb() + ".Jobs WHERE JobID IN (" + list + ")");
        StringBuilder cases = new StringBuilder();
        for (int id : ids) {
            cases.append(" WHEN ").append(id).append(" THEN 'diracx'");
        }
        onJobs.executeUpdate("UPDATE " + database.jobDb() + ".Jobs SET Owner = CASE JobID" + cases
                + " END, UserPriority = 77 WHERE JobID IN (" + list + ")");
        TreeMap<Integer, Integer> numbers = new TreeMap<>();
        try (ResultSet found = onLogging.executeQuery("SELECT JobID, COALESCE(MAX(SeqNum), 0) FROM "
                + database.loggingDb() + ".LoggingInfo WHERE JobID IN (" + list + ") GROUP BY JobID")) {
            while (found.next()) {
                numbers.put(found.getInt(1), found.getInt(2) + 1);
            }
        }
        List<String> rows = new ArrayList<>();
        for (int id : ids) {
            rows.add("(" + id + "," + numbers.get(id) + ",'idem','written " + writes
                    + "','idem','2025-03-01',470787200.000,'" + SOURCE + "')");
        }
        return onLogging.executeUpdate("INSERT INTO " + database.loggingDb() + ".LoggingInfo (JobID, SeqNum, Status,"
                + " MinorStatus, ApplicationStatus, StatusTime, StatusTimeOrder, StatusSource) VALUES "
                + String.join(",", rows));
    }

    /** Rows that were logged and committed. */
    int logged() {
        return logged;
    }

    @Override
    public void close() throws SQLException {
        jobDb.close();
        loggingDb.close();
    }
}
