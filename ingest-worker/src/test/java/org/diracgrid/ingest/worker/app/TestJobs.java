package org.diracgrid.ingest.worker.app;

import java.sql.SQLException;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;

/** Jobs as DiracX leaves them after their submission: waiting, with one row of history. */
final class TestJobs {

    private TestJobs() {}

    static void insert(DevStack stack, Databases databases, int jobId) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + databases.jobDb() + ".JobJDLs"
                    + " (JobID, JDL, JobRequirements, OriginalJDL) VALUES (" + jobId + ", '', '', '')");
            statement.execute("INSERT INTO " + databases.jobDb() + ".Jobs"
                    + " (JobID, JobType, JobGroup, Site, JobName, Owner, OwnerGroup, VO, SubmissionTime, LastUpdateTime,"
                    + " Status, MinorStatus, ApplicationStatus, UserPriority, RescheduleCounter, VerifiedFlag,"
                    + " AccountedFlag) VALUES (" + jobId + ", 'User', '0', 'ANY', 'n', 'o', 'g', 'lhcb',"
                    + " '2026-06-01 11:00:00', '2026-06-01 11:00:00', 'Waiting', 'Pilot Agent Submission', 'Unknown',"
                    + " 0, 0, 'True', 'False')");
            statement.execute("INSERT INTO " + databases.jobLoggingDb() + ".LoggingInfo"
                    + " (JobID, SeqNum, Status, MinorStatus, ApplicationStatus, StatusTime, StatusTimeOrder,"
                    + " StatusSource) VALUES (" + jobId + ", 1, 'Waiting', 'Pilot Agent Submission', 'Unknown',"
                    + " '2026-06-01 11:00:00', 510311600, 'JobManager')");
        }
    }
}
