package org.diracgrid.ingest.worker.opensearch;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a server's certificate chain will do: the chain itself where it is to be verified, and the digest of the
 * server's own certificate where one is expected. An extended trust manager, because the Java runtime adds checks of its
 * own around any other. Thread-safe: immutable.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    private static final X509Certificate[] NONE = {};

    private final @Nullable X509ExtendedTrustManager chains;
    private final @Nullable String fingerprint;

    /**
     * @param chains verifies chains; null if any chain will do
     * @param fingerprint lower-case hexadecimal digest that the certificate must have; null if any will do
     */
    ServerTrust(@Nullable X509ExtendedTrustManager chains, @Nullable String fingerprint) {
        this.chains = chains;
        this.fingerprint = fingerprint;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (chains != null) {
            chains.checkServerTrusted(chain, authType, engine);
        }
        checkFingerprint(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (chains != null) {
            chains.checkServerTrusted(chain, authType, socket);
        }
        checkFingerprint(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chains != null) {
            chains.checkServerTrusted(chain, authType);
        }
        checkFingerprint(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notAServer();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains == null ? NONE.clone() : chains.getAcceptedIssuers();
    }

    private void checkFingerprint(X509Certificate[] chain) throws CertificateException {
        if (fingerprint == null) {
            return;
        }
        String actual = digest(chain[0].getEncoded(), fingerprint.length());
        if (!actual.equals(fingerprint)) {
            throw new CertificateException("the server's certificate has the fingerprint " + actual
                    + ", not the one that ssl_assert_fingerprint asks for");
        }
    }

    private static String digest(byte[] certificate, int digits) throws CertificateException {
        String algorithm =
                switch (digits) {
                    case 32 -> "MD5";
                    case 40 -> "SHA-1";
                    default -> "SHA-256";
                };
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(certificate));
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("this Java runtime has no " + algorithm, e);
        }
    }

    private static CertificateException notAServer() {
        return new CertificateException("this side is never a server");
    }
}
