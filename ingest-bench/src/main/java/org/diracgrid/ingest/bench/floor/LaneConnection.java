package org.diracgrid.ingest.bench.floor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** A connection of one lane, whose statements are prepared once. Confined to one thread. */
final class LaneConnection implements AutoCloseable {

    /** Rows of one statement at most; more gained nothing. */
    private static final int ROWS_MAX = 512;

    /** Puts the values of a row into a statement. */
    @FunctionalInterface
    interface Binder<T> {
        /**
         * Puts them behind those that are there.
         *
         * @param before number of the last parameter that is taken
         * @return number of the last one that is taken then
         */
        int bind(PreparedStatement statement, int before, T row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    LaneConnection(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    /**
     * Inserts all rows, in statements of powers of two of them: a handful of texts serves any number.
     *
     * @param sql the statement for so many rows
     */
    <T> void insert(IntFunction<String> sql, List<T> rows, Binder<T> binder) throws SQLException {
        int from = 0;
        while (from < rows.size()) {
            int size = Math.min(ROWS_MAX, Integer.highestOneBit(rows.size() - from));
            PreparedStatement insert = prepared(sql.apply(size));
            int parameter = 0;
            for (T row : rows.subList(from, from + size)) {
                parameter = binder.bind(insert, parameter, row);
            }
            insert.executeUpdate();
            from += size;
        }
    }

    /** Runs a statement with one parameter. */
    void update(String sql, String parameter) throws SQLException {
        PreparedStatement update = prepared(sql);
        update.setString(1, parameter);
        update.executeUpdate();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }
}
