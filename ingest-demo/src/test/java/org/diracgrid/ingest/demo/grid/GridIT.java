package org.diracgrid.ingest.demo.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.diracgrid.ingest.demo.workload.Workload;
import org.diracgrid.ingest.demo.workload.WorkloadSettings;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.oracle.Differences;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.OracleSettings;
import org.diracgrid.ingest.oracle.StoredTables;
import org.diracgrid.ingest.oracle.TimeColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the demo itself writes is what the oracle was told, in real databases and in a real topic. */
@ExtendWith(DevStackExtension.class)
class GridIT {

    private static final Workload WORKLOAD = new Workload(WorkloadSettings.of(700, 3));

    private final DevStack stack;

    GridIT(DevStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void submittedJobsAreInTheTablesAsTheOracleKnowsThem(SchemaFlavour flavour) throws Exception {
        Databases names = stack.createDatabases(flavour, "grid_" + flavour.id());
        Oracle oracle = new Oracle(OracleSettings.mariaDb(TimeColumn.NUMERIC));
        try (var connection = stack.openRootConnection()) {
            int[] jobIds = new JobSubmission(
                            connection, names.jobDb(), names.jobLoggingDb(), names.taskQueueDb(), oracle)
                    .submit(WORKLOAD.requests(), submitted -> {});

            var stored = StoredTables.read(connection, names.jobDb(), names.jobLoggingDb(), names.taskQueueDb());
            assertThat(jobIds).hasSize(700).doesNotHaveDuplicates();
            assertThat(stored.jobs()).hasSize(700);
            assertThat(stored.taskQueues()).hasSizeBetween(70, 200);
            assertThat(Differences.between(oracle.snapshot(), stored, null)).isEmpty();
        }
    }

    @Test
    void publishedEventsAreInTheTopic() throws Exception {
        Oracle oracle = new Oracle(OracleSettings.mariaDb(TimeColumn.NUMERIC));
        int[] jobIds = new int[700];
        WORKLOAD.requests().forEach(request -> {
            int jobId = request.ordinal() + 1;
            jobIds[request.ordinal()] = jobId;
            oracle.putJob(Map.of("JobID", jobId, "Status", "Received"), null);
            oracle.putLogRow(jobId, "Received", "Job accepted", "Unknown", request.submitted(), "JobManager");
        });
        try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) stack.kafkaBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("grid-it", 3, (short) 1)))
                    .all()
                    .get();
        }

        PublishedLoad load = new EventPublisher(stack.kafkaBootstrapServers(), "grid-it")
                .publish(WORKLOAD.events(jobIds), oracle, sent -> {});

        var records = new TopicReader(stack.kafkaBootstrapServers()).read("grid-it");
        assertThat(load.events()).isEqualTo(records.size()).isGreaterThan(700 * 15);
        assertThat(load.badEvents()).isEqualTo(32);
        assertThat(load.repeated()).isPositive();
    }
}
