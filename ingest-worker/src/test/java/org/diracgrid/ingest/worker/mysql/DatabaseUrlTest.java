package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Database URLs mean what DiracX makes of them, and no message shows a password. */
class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                // url ; user ; password ; host ; port ; database
                "mysql+aiomysql://u:p@h:3307/JobDB; u; p; h; 3307; JobDB",
                "mysql+aiomysql://u:p@h/JobDB; u; p; h; 3306; JobDB",
                "mysql+aiomysql://u:p@h:/JobDB; u; p; h; 3306; JobDB",
                "mysql+aiomysql://u@h/JobDB; u; -; h; 3306; JobDB",
                "mysql+aiomysql://u:@h/JobDB; u; -; h; 3306; JobDB",
                "mysql+aiomysql://h/JobDB; -; -; h; 3306; JobDB",
                "mysql+aiomysql:///JobDB; -; -; localhost; 3306; JobDB",
                // The last @ before the path ends the password.
                "mysql+aiomysql://u:pa@ss@h/JobDB; u; pa@ss; h; 3306; JobDB",
                "mysql+aiomysql://u:a@b@c@h:1/JobDB; u; a@b@c; h; 1; JobDB",
                // Only the first colon separates.
                "mysql+aiomysql://u:p:q@h/JobDB; u; p:q; h; 3306; JobDB",
                // unquote: + stays, broken escapes stay, bytes that are no UTF-8 become U+FFFD.
                "mysql+aiomysql://u%40x:p%2Fq+r@h/JobDB; u@x; p/q+r; h; 3306; JobDB",
                "mysql+aiomysql://u:%zz%4@h/JobDB; u; %zz%4; h; 3306; JobDB",
                "mysql+aiomysql://u:%C3%A9%e2%82%ac@h/JobDB; u; é€; h; 3306; JobDB",
                "mysql+aiomysql://u:%ff@h/JobDB; u; \uFFFD; h; 3306; JobDB",
                "mysql+aiomysql://u:%23%3F@h/JobDB; u; #?; h; 3306; JobDB",
                "mysql+aiomysql://u:é=&@h/JobDB; u; é=&; h; 3306; JobDB",
                // Host and database are not decoded, and their case is kept.
                "mysql+aiomysql://u:p@My-Host.example.org/D%20b; u; p; My-Host.example.org; 3306; D%20b",
                "mysql+aiomysql://u:p@[::1]:3307/JobDB; u; p; ::1; 3307; JobDB",
                "mysql+aiomysql://u:p@[2001:db8::7]/JobDB; u; p; 2001:db8::7; 3306; JobDB",
                "MYSQL+AioMySQL://u:p@h/JobDB; u; p; h; 3306; JobDB",
                "mysql+aiomysql://u:p@h/DiracXAuthDB?charset=utf8mb4; u; p; h; 3306; DiracXAuthDB",
            })
    void readsWhatDiracxAcceptsWithoutAWarning(
            String text, String user, String password, String host, int port, String database) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.database()).isEqualTo(database);
        assertThat(url.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mysql://u:p@h/db; mysql+aiomysql",
                "mysql+pymysql://u:p@h/db; mysql+pymysql",
                "mariadb+asyncmy://u:p@h/db; mariadb+asyncmy",
                "mysql+my_sql://u:p@h/db; mysql+my_sql",
                "mysql+aiomysql://u:p@/db?unix_socket=/run/m.sock; without a host",
                "mysql+aiomysql://h/db?ssl_ca=/ca.pem; ssl_ca",
                "mysql+aiomysql://h/db?read_timeout=5; no effect",
                "mysql+aiomysql://h/db?compress=1; no effect",
                "mysql+aiomysql://h/db?charset=latin1; utf8mb4",
                "mysql+aiomysql://h/db?charset=utf8mb4&charset=utf8mb4; twice",
            })
    void warnsWhereDiracxWouldRefuse(String text, String warning) {
        assertThat(DatabaseUrl.parse(text).warnings()).anyMatch(sentence -> sentence.contains(warning));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "JobDB",
                "://u:secret@h/db",
                "sqlite+aiosqlite:///:memory:",
                "postgresql+asyncpg://u:secret@h/db",
                "oracle+oracledb_async://u:secret@h/db",
                "mysqlx://u:secret@h/db",
                "mysql+://u:secret@h/db",
                "mysql+aiomysql:u:secret@h/db",
                // A raw /, ? or # in the password.
                "mysql+aiomysql://u:se/cret@h/db",
                "mysql+aiomysql://u:12/secret@h/db",
                "mysql+aiomysql://u:se?cret@h/db",
                "mysql+aiomysql://u:se#cret@h/db",
                "mysql+aiomysql://u:secret@h/db#fragment",
                "mysql+aiomysql://u:secret@h",
                "mysql+aiomysql://u:secret@h/",
                "mysql+aiomysql://u:secret@h?charset=utf8mb4",
                "mysql+aiomysql://u:secret@h:port/db",
                "mysql+aiomysql://u:secret@h:0/db",
                "mysql+aiomysql://u:secret@h:65536/db",
                "mysql+aiomysql://u:secret@h:-1/db",
                "mysql+aiomysql://u:secret@h h/db",
                "mysql+aiomysql://u:secret@h\\h/db",
                "mysql+aiomysql://u:secret@[::1/db",
                "mysql+aiomysql://u:secret@[h]/db",
                "mysql+aiomysql://u:secret@[::1]x/db",
                "mysql+aiomysql://u:secret@h/db?unknown=1",
                "mysql+aiomysql://u:secret@h/db?connect_timeout=soon",
                "mysql+aiomysql://u:secret@h/db?connect_timeout=0",
                "mysql+aiomysql://u:secret@h/db?charset=utf8mb4&charset=latin1",
                "mysql+aiomysql://u:secret@h/db?ssl_check_hostname=maybe",
                "mysql+aiomysql://u:secret@h/db?ssl_cert=/c.pem",
            })
    void refusesWhatHasNoClearMeaningWithoutShowingThePassword(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The database URL cannot be used: ")
                .hasMessageNotContaining("cret");
    }

    @Test
    void readsTheQueryAsPythonDoes() {
        UrlQuery query = DatabaseUrl.parse(
                        "mysql+aiomysql://h/db?init_command=SET+%40a%3D1%2B2&connect_timeout=7&sql_mode="
                                + "&unix_socket=%2Frun%2Fm.sock&ssl_check_hostname=FALSE")
                .query();

        assertThat(query.get("init_command")).isEqualTo("SET @a=1+2");
        assertThat(query.connectTimeoutSeconds()).isEqualTo(7);
        assertThat(query.get("sql_mode")).as("an empty value is dropped").isNull();
        assertThat(query.unixSocket()).isEqualTo("/run/m.sock");
        assertThat(query.sslCheckHostname()).isFalse();
        assertThat(query.isTls()).isTrue();
    }

    @Test
    void showsNeitherPasswordNorQueryValues() {
        DatabaseUrl url = DatabaseUrl.parse(
                "mysql+aiomysql://u:top%20secret@[::1]:3307/JobDB?init_command=SET+%40key%3D'hidden'");

        assertThat(url).hasToString("mysql+aiomysql://u:***@[::1]:3307/JobDB?init_command");
        assertThat(url.query().toString()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mysql+aiomysql://u:p@h/a; mysql+aiomysql://u:p@H:3306/b; true",
                "mysql+aiomysql://u:p@h/a; mysql+pymysql://u:q@h/b; true",
                "mysql+aiomysql://u:p@h/a; mysql+aiomysql://v:p@h/b; false",
                "mysql+aiomysql://u:p@h/a; mysql+aiomysql://u:p@g/b; false",
                "mysql+aiomysql://u:p@h/a; mysql+aiomysql://u:p@h:3307/b; false",
                "mysql+aiomysql:///a?unix_socket=/x; mysql+aiomysql:///b; false",
            })
    void knowsTheSameServerAndUser(String one, String other, boolean same) {
        assertThat(DatabaseUrl.parse(one).isSameServerAndUser(DatabaseUrl.parse(other)))
                .isEqualTo(same);
    }
}
