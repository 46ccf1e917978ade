package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.pilot.PilotState;
import org.diracgrid.ingest.worker.mysql.PilotsTable.Found;
import org.jspecify.annotations.Nullable;

/**
 * Statements that add pilots to {@code PilotAgentsDB.PilotAgents}.
 *
 * <p><b>No pilot twice.</b> Stamps have no unique key. A worker that lost its partition and the one that has it now may both
 * find that a stamp is not there, and insert it. So each reads its new rows again after it inserted them, through an index
 * and with locks. A locking read sees what others committed and waits for what they have not: of two, the one whose read
 * comes second meets the other's row, or each waits for the other and the server ends one of them (1213). Either way one is
 * rolled back, and finds the pilot when it tries again.
 *
 * <p>What the read goes by is {@code PilotStamp} where that has an index. Otherwise it is {@code PilotJobReference}, which the
 * same event gives to both workers. Locks by name (GET_LOCK) would do without, but belong to a session and outlive its
 * transactions, and the server does not see a circle of waits that leads over one of them. Gap locks, as of REPEATABLE READ,
 * would stop the insertions of everybody else. DiracX itself looks and then inserts: against its API nothing helps but that
 * it uses stamps of its own.
 *
 * <p>Immutable.
 */
final class PilotInsertion {

    private static final String INSERTED =
            "(InitialJobID, CurrentJobID, PilotJobReference, PilotStamp, DestinationSite,"
                    + " Queue, GridSite, VO, GridType, BenchMark, SubmissionTime, LastUpdateTime, Status, StatusReason,"
                    + " AccountingSent)";

    private final String table;
    private final PilotName.Column guard;
    private final String forced;

    /**
     * @param stampIndex an index that begins with PilotStamp; null if there is none
     * @param referenceIndex the same for PilotJobReference
     */
    PilotInsertion(PilotTableNames names, @Nullable String stampIndex, @Nullable String referenceIndex) {
        this.table = names.pilots();
        this.guard = stampIndex == null ? PilotName.Column.REFERENCE : PilotName.Column.STAMP;
        String index = stampIndex == null ? referenceIndex : stampIndex;
        // On a small table the server would rather read all rows, and so wait for the locks of strangers.
        this.forced = index == null ? "" : " FORCE INDEX (`" + index.replace("`", "``") + "`)";
    }

    /** Inserts {@code pilots}, which have been registered and have no number. */
    List<Future<RowSet<Row>>> insert(LaneConnection connection, List<PilotState> pilots) {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<PilotState> part : RowBuckets.split(pilots)) {
            Tuple parameters = Tuple.tuple();
            part.forEach(pilot -> addTo(parameters, pilot));
            answers.add(connection.execute(insertSql(part.size()), parameters));
        }
        return answers;
    }

    /** All rows that may be those of {@code pilots}, which have just been inserted, or their doubles; locks them. */
    Future<List<Found>> findInserted(LaneConnection connection, List<PilotState> pilots) {
        Set<String> texts = new TreeSet<>();
        for (PilotState pilot : pilots) {
            PilotRegisteredEvent event = registration(pilot);
            texts.add(guard == PilotName.Column.STAMP ? event.stamp() : event.reference());
        }
        return PilotsTable.select(connection, this::guardSql, texts);
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(insertSql(1), guardSql(1));
    }

    private String guardSql(int texts) {
        return "SELECT PilotID, PilotStamp FROM " + table + forced + PilotsTable.where(guard, texts) + " FOR UPDATE";
    }

    private String insertSql(int rows) {
        return "INSERT INTO " + table + ' ' + INSERTED + " VALUES "
                + RowBuckets.repeat("(0,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows);
    }

    private static void addTo(Tuple parameters, PilotState pilot) {
        PilotRegisteredEvent event = registration(pilot);
        Map<PilotAttribute, Object> columns = pilot.columns();
        parameters.addValue(columns.get(PilotAttribute.CURRENT_JOB_ID));
        parameters.addString(event.reference());
        parameters.addString(event.stamp());
        parameters.addValue(columns.get(PilotAttribute.DESTINATION_SITE));
        parameters.addValue(columns.get(PilotAttribute.QUEUE));
        parameters.addValue(columns.get(PilotAttribute.GRID_SITE));
        parameters.addString(event.vo());
        parameters.addValue(columns.get(PilotAttribute.GRID_TYPE));
        parameters.addValue(columns.get(PilotAttribute.BENCHMARK));
        parameters.addLocalDateTime(SqlTime.of(event.submissionMicros()));
        parameters.addLocalDateTime(SqlTime.of(Objects.requireNonNull(pilot.lastUpdateMicros())));
        parameters.addValue(columns.get(PilotAttribute.STATUS));
        parameters.addValue(columns.get(PilotAttribute.STATUS_REASON));
        parameters.addValue(columns.get(PilotAttribute.ACCOUNTING_SENT));
    }

    private static PilotRegisteredEvent registration(PilotState pilot) {
        return Objects.requireNonNull(pilot.registration(), "not registered by this batch");
    }
}
