package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.VertxException;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt means: a table from the server's error code to its fate, then the SQLSTATE class, then the type
 * of the exception. Names and numbers: MySQL 8.0 error reference, MariaDB error codes. Pure.
 */
final class MySqlFailures {

    /** Name of this store in failures and outcomes. */
    static final String STORE = "mysql";

    private static final Map<Integer, Kind> BY_CODE = new HashMap<>();

    static {
        transientFailure(
                1015, // ER_CANT_LOCK
                1020, // ER_CHECKREAD: MariaDB's answer to a snapshot that is out of date
                1021, // ER_DISK_FULL
                1030, // ER_GET_ERRNO: the storage engine failed
                1037, // ER_OUTOFMEMORY
                1038, // ER_OUT_OF_SORTMEMORY
                1040, // ER_CON_COUNT_ERROR: too many connections
                1041, // ER_OUT_OF_RESOURCES
                1047, // ER_UNKNOWN_COM_ERROR: a Galera node that is not ready
                1053, // ER_SERVER_SHUTDOWN
                1062, // ER_DUP_ENTRY: another writer took the SeqNum; read again and compute again
                1077, // ER_NORMAL_SHUTDOWN
                1079, // ER_SHUTDOWN_COMPLETE
                1080, // ER_FORCING_CLOSE
                1114, // ER_RECORD_FILE_FULL
                1129, // ER_HOST_IS_BLOCKED
                1158, // ER_NET_READ_ERROR
                1159, // ER_NET_READ_INTERRUPTED
                1160, // ER_NET_ERROR_ON_WRITE
                1161, // ER_NET_WRITE_INTERRUPTED
                1180, // ER_ERROR_DURING_COMMIT: Galera certification
                1203, // ER_TOO_MANY_USER_CONNECTIONS
                1205, // ER_LOCK_WAIT_TIMEOUT
                1213, // ER_LOCK_DEADLOCK
                1226, // ER_USER_LIMIT_REACHED
                1243, // ER_UNKNOWN_STMT_HANDLER: the connection is replaced
                1290, // ER_OPTION_PREVENTS_STATEMENT: --read-only during a failover
                1317, // ER_QUERY_INTERRUPTED
                1412, // ER_TABLE_DEF_CHANGED
                1615, // ER_NEED_REPREPARE
                1792, // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
                1836, // ER_READ_ONLY_MODE
                1927, // ER_CONNECTION_KILLED (MariaDB)
                1969, // ER_STATEMENT_TIMEOUT (MariaDB)
                2002, // CR_CONNECTION_ERROR
                2003, // CR_CONN_HOST_ERROR
                2006, // CR_SERVER_GONE_ERROR
                2013, // CR_SERVER_LOST
                3024, // ER_QUERY_TIMEOUT (MySQL)
                3100, // ER_RUN_HOOK_ERROR: group replication refused the commit
                3101, // ER_TRANSACTION_ROLLBACK_DURING_COMMIT
                4031); // ER_CLIENT_INTERACTION_TIMEOUT (MySQL)
        fatal(
                1044, // ER_DBACCESS_DENIED_ERROR
                1045, // ER_ACCESS_DENIED_ERROR
                1049, // ER_BAD_DB_ERROR
                1054, // ER_BAD_FIELD_ERROR
                1064, // ER_PARSE_ERROR: a server without what we need, for example JSON_TABLE
                1115, // ER_UNKNOWN_CHARACTER_SET
                1130, // ER_HOST_NOT_PRIVILEGED
                1142, // ER_TABLEACCESS_DENIED_ERROR
                1143, // ER_COLUMNACCESS_DENIED_ERROR
                1146, // ER_NO_SUCH_TABLE
                1193, // ER_UNKNOWN_SYSTEM_VARIABLE
                1227, // ER_SPECIFIC_ACCESS_DENIED_ERROR
                1251, // ER_NOT_SUPPORTED_AUTH_MODE
                1698, // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
                1820, // ER_MUST_CHANGE_PASSWORD
                1862, // ER_MUST_CHANGE_PASSWORD_LOGIN
                3118, // ER_ACCOUNT_HAS_BEEN_LOCKED (MySQL)
                4151); // ER_ACCOUNT_HAS_BEEN_LOCKED (MariaDB)
        unclassified(
                1048, // ER_BAD_NULL_ERROR
                1153, // ER_NET_PACKET_TOO_LARGE: a smaller batch may fit
                1264, // ER_WARN_DATA_OUT_OF_RANGE
                1265, // WARN_DATA_TRUNCATED
                1292, // ER_TRUNCATED_WRONG_VALUE
                1366, // ER_TRUNCATED_WRONG_VALUE_FOR_FIELD
                1406, // ER_DATA_TOO_LONG
                1452); // ER_NO_REFERENCED_ROW_2
    }

    /** By the first two characters of the SQLSTATE, where the code is not in the table. */
    private static final Map<String, Kind> BY_STATE_CLASS = Map.of(
            "08", Kind.TRANSIENT, // connection exception
            "28", Kind.FATAL, // invalid authorization specification
            "40", Kind.TRANSIENT, // transaction rollback
            "53", Kind.TRANSIENT, // insufficient resources
            "57", Kind.TRANSIENT); // operator intervention

    private MySqlFailures() {}

    /** Failure of an attempt that ended with {@code cause}; the message is free of payload where the server's is. */
    static StoreException of(Throwable cause) {
        return cause instanceof StoreException known ? known : new StoreException(classify(cause), cause);
    }

    /** Failure of a batch that is committed but could not be told of: it has to be written again, which tells again. */
    static StoreException ofFeed(Throwable cause) {
        return cause instanceof StoreException known
                ? known
                : new StoreException(failure(Kind.TRANSIENT, "FEED", cause), cause);
    }

    static StoreFailure classify(Throwable cause) {
        if (cause instanceof MySQLException error) {
            return failure(
                    kind(error.getErrorCode(), error.getSqlState()), String.valueOf(error.getErrorCode()), error);
        }
        if (hasCause(cause, CertificateException.class)) {
            return failure(Kind.FATAL, "TLS", cause);
        }
        if (cause instanceof TimeoutException) {
            return failure(Kind.TRANSIENT, "TIMEOUT", cause);
        }
        // A lost connection leaves open whether a commit took place; writing again is safe, it finds its own rows.
        if (cause instanceof ClosedConnectionException
                || cause instanceof VertxException
                || hasCause(cause, IOException.class)) {
            return failure(Kind.TRANSIENT, "CONNECTION", cause);
        }
        return failure(Kind.UNCLASSIFIED, cause.getClass().getSimpleName(), cause);
    }

    static Kind kind(int code, @Nullable String sqlState) {
        Kind byCode = BY_CODE.get(code);
        if (byCode != null) {
            return byCode;
        }
        String stateClass = sqlState == null || sqlState.length() < 2 ? "" : sqlState.substring(0, 2);
        return BY_STATE_CLASS.getOrDefault(stateClass, Kind.UNCLASSIFIED);
    }

    /**
     * Whether the connection is in a known state once {@code ROLLBACK} succeeded: true only for the conflicts that
     * belong to the day's work, so that whatever else went wrong starts again on a fresh connection.
     */
    static boolean leavesConnectionUsable(Throwable cause) {
        return cause instanceof MySQLException error
                && switch (error.getErrorCode()) {
                    case 1062, 1205, 1213 -> true;
                    default -> false;
                };
    }

    private static StoreFailure failure(Kind kind, String code, Throwable cause) {
        String message = cause.getMessage();
        return new StoreFailure(
                kind, STORE, code, message == null ? cause.getClass().getName() : message);
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 16; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static void transientFailure(int... codes) {
        put(Kind.TRANSIENT, codes);
    }

    private static void fatal(int... codes) {
        put(Kind.FATAL, codes);
    }

    private static void unclassified(int... codes) {
        put(Kind.UNCLASSIFIED, codes);
    }

    private static void put(Kind kind, int... codes) {
        for (int code : codes) {
            BY_CODE.put(code, kind);
        }
    }
}
