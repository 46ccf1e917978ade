package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections are checked as the settings say. The server's certificate is for {@code localhost} alone. */
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private static final List<String> requests = new CopyOnWriteArrayList<>();
    private static HttpsServer server;
    private static HttpsServer strictServer;
    private static Certificate certificate;
    private static Path authorities;
    private static Path clientKey;
    private static Path rsaClientKey;

    @BeforeAll
    static void start() throws Exception {
        KeyStore store = newKey("server");
        KeyStore other = newKey("other");
        certificate = store.getCertificate("key");
        authorities = pem("ca.pem", "CERTIFICATE", certificate.getEncoded());
        pem("other.pem", "CERTIFICATE", other.getCertificate("key").getEncoded());
        byte[] pkcs8 = store.getKey("key", PASSWORD).getEncoded();
        clientKey = pem("key.pem", "PRIVATE KEY", pkcs8);
        // The PKCS#8 header of a 2048-bit RSA key has 26 octets; what follows is PKCS#1.
        rsaClientKey = pem("rsa.pem", "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
        server = serve(store, false);
        strictServer = serve(store, true);
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        strictServer.stop(0);
    }

    @Test
    void trustsTheAuthoritiesOfAFileAndOfADirectory() throws Exception {
        assertThat(ping("localhost", server, "'ca_certs':'" + authorities + "'"))
                .isNull();
        Path certificates = Files.createDirectories(directory.resolve("certificates"));
        Files.copy(authorities, certificates.resolve("a.pem"));
        Files.copy(directory.resolve("other.pem"), certificates.resolve("b.pem"));
        assertThat(ping("localhost", server, "'ca_certs':'" + certificates + "'"))
                .isNull();
    }

    @Test
    void refusesAnUnknownAuthorityForGood() throws Exception {
        assertThat(ping("localhost", server, "'ssl_show_warn':true")).isEqualTo(Kind.FATAL);
        assertThat(ping("localhost", server, "'ca_certs':'" + directory.resolve("other.pem") + "'"))
                .isEqualTo(Kind.FATAL);
    }

    @Test
    void checksTheHostNameUnlessToldNotTo() throws Exception {
        String trust = "'ca_certs':'" + authorities + "'";

        assertThat(ping("127.0.0.1", server, trust)).isEqualTo(Kind.FATAL);
        assertThat(ping("127.0.0.1", server, trust + ",'ssl_assert_hostname':false"))
                .isNull();
    }

    @Test
    void checksNothingWithoutVerification() throws Exception {
        assertThat(ping("127.0.0.1", server, "'verify_certs':false")).isNull();
    }

    @Test
    void checksTheFingerprint() throws Exception {
        String right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        String wrong = right.replace(right.charAt(0), right.charAt(0) == '0' ? '1' : '0');

        assertThat(ping("127.0.0.1", server, "'verify_certs':false,'ssl_assert_fingerprint':'" + right + "'"))
                .isNull();
        assertThat(ping("127.0.0.1", server, "'verify_certs':false,'ssl_assert_fingerprint':'" + wrong + "'"))
                .isEqualTo(Kind.FATAL);
    }

    @Test
    void showsItsOwnCertificate() throws Exception {
        String options = "'verify_certs':false,'client_cert':'" + authorities + "','client_key':'";

        assertThat(ping("localhost", strictServer, "'verify_certs':false")).isNotNull();
        assertThat(ping("localhost", strictServer, options + clientKey + "'")).isNull();
        assertThat(ping("localhost", strictServer, options + rsaClientKey + "'"))
                .isNull();
    }

    @Test
    void sendsLoginHeadersAndPrefix() throws Exception {
        requests.clear();
        assertThat(ping("u:p%40@localhost", server, "'verify_certs':false,'url_prefix':'os','opaque_id':'me'"))
                .isNull();

        String login = Base64.getEncoder().encodeToString("u:p@".getBytes(StandardCharsets.UTF_8));
        assertThat(requests).containsExactly("HEAD /os/ Basic " + login + " me");
    }

    @Test
    void saysWhichFileIsWrong() {
        for (String option : List.of("ca_certs", "client_cert")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ping("localhost", server, '\'' + option + "':'/no/such/file'"))
                    .withMessageContaining(option)
                    .withMessageContaining("/no/such/file");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ping(
                        "localhost", server, "'client_cert':'" + authorities + "','client_key':'" + authorities + "'"))
                .withMessageContaining("client_key");
    }

    /** Null if the server answered. */
    private static Kind ping(String host, HttpsServer target, String options) throws Exception {
        String json =
                "{'hosts':'https://" + host + ':' + target.getAddress().getPort() + "','timeout':10," + options + '}';
        OpenSearchSettings settings = OpenSearchSettings.parse(json.replace('\'', '"'));
        try (OpenSearchConnection connection = OpenSearchConnection.open(settings)) {
            connection.ping().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return ((StoreException) e.getCause()).failure().kind();
        }
    }

    private static HttpsServer serve(KeyStore store, boolean wantsClient) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(wantsClient);
                parameters.setSSLParameters(ssl);
            }
        });
        https.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod()
                    + ' '
                    + exchange.getRequestURI().getPath()
                    + ' '
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + ' '
                    + exchange.getRequestHeaders().getFirst("X-Opaque-Id"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        https.start();
        return https;
    }

    private static KeyStore newKey(String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static Path pem(String name, String label, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
