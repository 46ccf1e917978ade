package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of {@code DIRACX_OS_DB_*} means here what it means to opensearch-py. */
class OpenSearchSettingsTest {

    /** Columns: JSON with single quotes, then the one host that it says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}                                                         | http://localhost:9200",
                "{'hosts':null}                                             | http://localhost:9200",
                "{'use_ssl':true}                                           | https://localhost:9200",
                "{'hosts':'os.example.org'}                                 | http://os.example.org:9200",
                "{'hosts':'OS.example.org:9201'}                            | http://os.example.org:9201",
                "{'hosts':'os.example.org:'}                                | http://os.example.org:9200",
                "{'hosts':'http://os.example.org'}                          | http://os.example.org:9200",
                "{'hosts':'https://os.example.org'}                         | https://os.example.org:443",
                "{'hosts':'HTTPS://os.example.org:9243'}                    | https://os.example.org:9243",
                "{'hosts':'os.example.org','use_ssl':true}                  | https://os.example.org:9200",
                "{'hosts':'http://os.example.org','use_ssl':true}           | https://os.example.org:9200",
                "{'hosts':'https://os.example.org','use_ssl':false}         | https://os.example.org:443",
                "{'hosts':'os.example.org','scheme':'https'}                | https://os.example.org:9200",
                "{'hosts':'os.example.org','port':9201}                     | http://os.example.org:9201",
                "{'hosts':'os.example.org:9202','port':9201}                | http://os.example.org:9202",
                "{'hosts':['os.example.org']}                               | http://os.example.org:9200",
                "{'hosts':[{'host':'h','port':'9201'}]}                     | http://h:9201",
                "{'hosts':{'host':'h','port':9201}}                         | http://h:9201",
                "{'hosts':[{'host':'h','use_ssl':true}]}                    | https://h:9200",
                "{'hosts':[{'host':'h','scheme':'https'}]}                  | https://h:9200",
                "{'hosts':[{'host':'h','use_ssl':false}],'use_ssl':true}    | http://h:9200",
                "{'hosts':[{'port':9201}],'host':'h'}                       | http://h:9201",
                "{'hosts':'[::1]:9201'}                                     | http://[::1]:9201",
                "{'hosts':'https://[2001:db8::1]'}                          | https://[2001:db8::1]:443",
                "{'hosts':'os-dirac.cern.ch:443/os','use_ssl':true}         | https://os-dirac.cern.ch:443/os",
                "{'hosts':'h/'}                                             | http://h:9200",
                "{'hosts':'h/a/b/'}                                         | http://h:9200/a/b",
                "{'hosts':'h','url_prefix':'os'}                            | http://h:9200/os",
                "{'hosts':'h','url_prefix':'/os/'}                          | http://h:9200/os",
                "{'hosts':'h/own','url_prefix':'os'}                        | http://h:9200/own",
                "{'hosts':'u:p@h'}                                          | http://***@h:9200",
            })
    void readsWhereTheHostIs(String json, String host) {
        OpenSearchSettings settings = parse(json);

        assertThat(settings.hosts()).hasToString('[' + host + ']');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'hosts':'admin:admin@opensearch:9200'}            | admin:admin",
                "{'hosts':'u:p%40s%2Fs+%25@h'}                      | u:p@s/s+%",
                "{'hosts':'u:p@ss@h'}                               | u:p@ss",
                "{'hosts':'u:a:b@h'}                                | u:a:b",
                "{'hosts':'u%3Av:p@h'}                              | u:v:p",
                "{'hosts':'u:%C3%A9@h'}                             | u:é",
                "{'hosts':'u:50%@h'}                                | u:50%",
                "{'hosts':'u@h'}                                    | u:",
                "{'hosts':'h','http_auth':'u:p'}                    | u:p",
                "{'hosts':'h','http_auth':['u','p']}                | u:p",
                "{'hosts':[{'host':'h','http_auth':['u','p']}]}     | u:p",
                "{'hosts':'own:o@h','http_auth':'u:p'}              | own:o",
            })
    void readsTheLogin(String json, String login) {
        assertThat(parse(json).login()).isEqualTo(login);
    }

    @Test
    void readsSeveralHosts() {
        OpenSearchSettings settings =
                parse("{'hosts':['https://u:p@a',{'host':'b','use_ssl':true,'http_auth':'u:p'}]}");

        assertThat(settings.hosts()).hasToString("[https://***@a:443, https://***@b:9200]");
    }

    @Test
    void takesOpenSearchPysDefaults() {
        OpenSearchSettings settings = parse("{'hosts':'https://h'}");

        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.compress()).isFalse();
        assertThat(settings.connectionsMax()).isEqualTo(10);
        assertThat(settings.headers()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.tls()).isEqualTo(new TlsSettings(true, true, null, null, null, null));
        assertThat(parse("{}").tls()).isNull();
    }

    @Test
    void takesEveryOption() {
        OpenSearchSettings settings = parse("{'hosts':'https://h','verify_certs':false,'ssl_assert_hostname':false,"
                + "'ca_certs':'/ca','client_cert':'/c','client_key':'/k','ssl_assert_fingerprint':'"
                + "AB:".repeat(31) + "CD','timeout':2.5,'http_compress':true,'headers':{'X-A':'b'},'opaque_id':'me',"
                + "'pool_maxsize':3,'maxsize':4,'ssl_show_warn':false}");

        assertThat(settings.tls()).isEqualTo(new TlsSettings(false, false, "/ca", "/c", "/k", "ab".repeat(31) + "cd"));
        assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(settings.compress()).isTrue();
        assertThat(settings.headers()).containsEntry("X-A", "b").containsEntry("X-Opaque-Id", "me");
        assertThat(settings.connectionsMax()).isEqualTo(3);
        assertThat(settings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'max_retries':5",
                "'retry_on_status':[502]",
                "'retry_on_timeout':true",
                "'sniff_on_start':true",
                "'sniff_on_connection_fail':true",
                "'sniffer_timeout':60",
                "'trust_env':true",
                "'no_such_key':1",
                "'hosts':[{'host':'h','colour':'red'}]",
                "'hosts':'h?a=b'",
            })
    void warnsOfWhatHasNoEffect(String member) {
        assertThat(parse('{' + member + '}').warnings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "'secret'",
                "{'hosts':'u:secret@h'",
                "{'hosts':'u:secret@h'} x",
                "{'hosts':[]}",
                "{'hosts':[5]}",
                "{'hosts':'u:secret/x@h'}",
                "{'hosts':'u:secret?x@h'}",
                "{'hosts':'u:secret#x@h'}",
                "{'hosts':'ftp://u:secret@h'}",
                "{'hosts':'[::1'}",
                "{'hosts':'h:0'}",
                "{'hosts':'h:65536'}",
                "{'hosts':'u:secret@h:secret'}",
                "{'http_auth':'secret'}",
                "{'http_auth':['secret']}",
                "{'hosts':['u:secret@a','u:secret2@b']}",
                "{'hosts':['a/x','b/y']}",
                "{'use_ssl':'secret'}",
                "{'timeout':0}",
                "{'timeout':'secret'}",
                "{'headers':'secret'}",
                "{'use_ssl':true,'ssl_assert_fingerprint':'secret'}",
                "{'use_ssl':true,'client_key':'/k'}",
                "{'sqlalchemy_dsn':'sqlite+aiosqlite:///secret'}",
            })
    void refusesWhatHasNoClearMeaningWithoutShowingIt(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(json))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("secret"))
                .withNoCause();
    }

    @Test
    void showsNoSecret() {
        OpenSearchSettings settings = parse(
                "{'hosts':[{'host':'h','http_auth':['u','secret']}],'headers':{'Authorization':'secret'},'secret_key':1}");

        assertThat(settings.toString()).doesNotContain("secret");
        assertThat(settings.hosts().get(0).toString()).doesNotContain("secret");
        assertThat(settings.hosts()).extracting(HostSettings::login).containsExactly("u:secret");
    }

    private static OpenSearchSettings parse(String json) {
        return OpenSearchSettings.parse(json.replace('\'', '"'));
    }
}
