package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.StoreWriterContract;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The promises of the port, on a real server. */
@ExtendWith(DevStackExtension.class)
class MySqlContractIT extends StoreWriterContract {

    private static final int ABSENT_JOB = 999_999;

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private TestDatabase database;
    private StoreWriter writer;
    private int jobs;

    @BeforeEach
    void open(DevStack stack) throws Exception {
        database = new TestDatabase(stack, SchemaFlavour.DIRACX, "contract");
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_780_000_000_000L));
        writer = lane.get(() -> MySqlStore.open(vertx, database.settings(), clock))
                .writer();
    }

    @AfterEach
    void close() throws Exception {
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    protected StoreWriter writer() {
        return new StoreWriter() {
            @Override
            public Future<List<WriteOutcome>> write(WriteBatch batch) {
                return onLane(() -> writer.write(batch));
            }

            @Override
            public Future<Void> close() {
                return onLane(writer::close);
            }
        };
    }

    private <T> Future<T> onLane(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        lane.start(call).whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.fail(failure);
            }
        });
        return answer.future();
    }

    @Override
    protected int newJob() {
        return insert("Running");
    }

    @Override
    protected int absentJob() {
        return ABSENT_JOB;
    }

    /** The state machine does not know it. */
    @Override
    protected OptionalInt newJobInUnknownStatus() {
        return OptionalInt.of(insert("Weird"));
    }

    private int insert(String status) {
        try {
            database.insertJobWithHistory(++jobs, status);
            return jobs;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** All but that of the row that the job began with. */
    @Override
    protected List<String> textsOf(int jobId) {
        try {
            return database.rows("SELECT MinorStatus FROM " + database.loggingDb() + ".LoggingInfo WHERE JobID = "
                    + jobId + " AND SeqNum > 1 ORDER BY SeqNum");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
