package org.diracgrid.ingest.worker.opensearch;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.jspecify.annotations.Nullable;

/** Turns {@link TlsSettings} into what the HTTP client needs. Stateless. */
final class TlsContext {

    private static final char[] NO_PASSWORD = {};

    private TlsContext() {}

    /**
     * The client's way to encrypt.
     *
     * @throws IllegalArgumentException if a file that the settings name is not what it should be
     */
    static TlsStrategy strategy(TlsSettings settings) {
        // A fingerprint names the certificate itself, which says more than a name in it.
        boolean verifyHostName =
                settings.verifyCertificates() && settings.verifyHostName() && settings.fingerprint() == null;
        return ClientTlsStrategyBuilder.create()
                .setSslContext(context(settings))
                .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                .setHostnameVerifier(
                        verifyHostName ? HttpsSupport.getDefaultHostnameVerifier() : NoopHostnameVerifier.INSTANCE)
                .buildAsync();
    }

    static SSLContext context(TlsSettings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            X509ExtendedTrustManager chains = settings.verifyCertificates() ? chains(settings.authorities()) : null;
            TrustManager[] trust = {new ServerTrust(chains, settings.fingerprint())};
            context.init(keys(settings), trust, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static X509ExtendedTrustManager chains(@Nullable String authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = null; // the runtime's own
        if (authorities != null) {
            store = emptyStore();
            int number = 0;
            for (X509Certificate certificate : PemFiles.certificates("ca_certs", authorities)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager chains) {
                return chains;
            }
        }
        throw new GeneralSecurityException("this Java runtime has no X.509 trust manager");
    }

    private static KeyManager @Nullable [] keys(TlsSettings settings) throws GeneralSecurityException, IOException {
        String certificate = settings.clientCertificate();
        if (certificate == null) {
            return null;
        }
        String key = settings.clientKey();
        KeyStore store = emptyStore();
        List<X509Certificate> chain = PemFiles.certificates("client_cert", certificate);
        store.setKeyEntry(
                "client",
                key == null ? PemFiles.key("client_cert", certificate) : PemFiles.key("client_key", key),
                NO_PASSWORD,
                chain.toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
