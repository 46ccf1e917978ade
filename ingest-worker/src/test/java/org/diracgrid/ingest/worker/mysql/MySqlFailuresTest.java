package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every failure has the fate that its cause deserves. */
class MySqlFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "1205, HY000, TRANSIENT", // lock wait timeout
        "1213, 40001, TRANSIENT", // deadlock
        "1062, 23000, TRANSIENT", // another writer took the SeqNum
        "1020, HY000, TRANSIENT", // MariaDB: record has changed since last read
        "1290, HY000, TRANSIENT", // read-only
        "1836, HY000, TRANSIENT", // read-only mode
        "1040, 08004, TRANSIENT", // too many connections
        "1203, 42000, TRANSIENT", // too many connections of this user
        "1053, 08S01, TRANSIENT", // shutdown
        "1047, 08S01, TRANSIENT", // Galera node not ready
        "1114, HY000, TRANSIENT", // table full
        "1021, HY000, TRANSIENT", // disk full
        "1317, 70100, TRANSIENT", // interrupted
        "1927, 70100, TRANSIENT", // connection killed
        "1969, 70100, TRANSIENT", // MariaDB statement timeout
        "3024, HY000, TRANSIENT", // MySQL statement timeout
        "2006, HY000, TRANSIENT", // server has gone away
        "2013, HY000, TRANSIENT", // lost connection
        "9999, 08006, TRANSIENT", // unknown code, connection class
        "9999, 40XL1, TRANSIENT", // unknown code, rollback class
        "1045, 28000, FATAL", // access denied
        "1044, 42000, FATAL", // access denied to the database
        "1142, 42000, FATAL", // no privilege on the table
        "1143, 42000, FATAL", // no privilege on the column
        "1146, 42S02, FATAL", // no such table
        "1054, 42S22, FATAL", // no such column
        "1049, 42000, FATAL", // no such database
        "1064, 42000, FATAL", // syntax: a server without JSON_TABLE
        "1130, HY000, FATAL", // host not allowed
        "9999, 28001, FATAL", // unknown code, authorization class
        "1406, 22001, UNCLASSIFIED", // too long
        "1366, 22007, UNCLASSIFIED", // not encodable
        "1264, 22003, UNCLASSIFIED", // out of range
        "1292, 22007, UNCLASSIFIED", // not a time
        "1048, 23000, UNCLASSIFIED", // null
        "1452, 23000, UNCLASSIFIED", // the job is gone
        "1153, 08S01, UNCLASSIFIED", // packet too large: not a matter of the connection
        "9999, HY000, UNCLASSIFIED",
        "9999, '', UNCLASSIFIED",
    })
    void classifiesTheServersCodes(int code, String sqlState, Kind kind) {
        StoreFailure failure = MySqlFailures.classify(new MySQLException("text", code, sqlState));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(Integer.toString(code));
        assertThat(failure.store()).isEqualTo("mysql");
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(ClosedConnectionException.INSTANCE, Kind.TRANSIENT),
                Arguments.of(new ConnectException("refused"), Kind.TRANSIENT),
                Arguments.of(new UnknownHostException("h"), Kind.TRANSIENT),
                Arguments.of(new IOException("Connection reset by peer"), Kind.TRANSIENT),
                Arguments.of(new VertxException("Connection is not active now", true), Kind.TRANSIENT),
                Arguments.of(new TimeoutException("no answer"), Kind.TRANSIENT),
                Arguments.of(new SSLHandshakeException("closed"), Kind.TRANSIENT),
                Arguments.of(
                        new SSLHandshakeException("bad").initCause(new CertificateException("unknown issuer")),
                        Kind.FATAL),
                Arguments.of(new IllegalStateException("a slip"), Kind.UNCLASSIFIED));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void classifiesTheClientsExceptions(Throwable cause, Kind kind) {
        assertThat(MySqlFailures.classify(cause).kind()).isEqualTo(kind);
    }

    @Test
    void keepsAConnectionOnlyAfterAnOrdinaryConflict() {
        assertThat(MySqlFailures.leavesConnectionUsable(new MySQLException("", 1213, "40001")))
                .isTrue();
        assertThat(MySqlFailures.leavesConnectionUsable(new MySQLException("", 1205, "HY000")))
                .isTrue();
        assertThat(MySqlFailures.leavesConnectionUsable(new MySQLException("", 1062, "23000")))
                .isTrue();
        assertThat(MySqlFailures.leavesConnectionUsable(new MySQLException("", 1243, "HY000")))
                .isFalse();
        assertThat(MySqlFailures.leavesConnectionUsable(new TimeoutException())).isFalse();
    }
}
