package org.diracgrid.ingest.bench.peer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the connections of a call of DiracX: its transaction begins with its first statement, and there is nothing to commit without one.
 * Statements are text with their values in it, as DiracX's driver sends them. Confined to its lane's thread.
 */
final class DiracxConnection implements AutoCloseable {

    /** Makes something of the row that the answer stands at. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private boolean begun;

    DiracxConnection(PeerDatabase database) throws SQLException {
        this.connection = database.connect();
    }

    /** All rows that the statement finds. */
    <T> List<T> query(RowReader<T> reader, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet found = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(reader.read(found));
            }
            return rows;
        }
    }

    void execute(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        begun = true;
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    void commit() throws SQLException {
        if (begun) {
            connection.commit();
            begun = false;
        }
    }

    void rollback() throws SQLException {
        if (begun) {
            connection.rollback();
            begun = false;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
