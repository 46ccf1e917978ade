package org.diracgrid.ingest.worker.opensearch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys from PEM files.
 *
 * <p>Every method throws {@link IllegalArgumentException} that names the option and the file where the file cannot be
 * read or does not hold what it should; a message never shows a key. Stateless.
 */
final class PemFiles {

    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern PKCS8_KEY = block("PRIVATE KEY");
    private static final Pattern PKCS1_KEY = block("RSA PRIVATE KEY");

    /** Algorithms that a PKCS#8 key may be of; the key itself tells which one by accepting it. */
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

    private PemFiles() {}

    /** The certificates of a file, or of all files in a directory; one or more. */
    static List<X509Certificate> certificates(String option, String location) {
        Path path = Path.of(location);
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path file : Files.isDirectory(path) ? filesIn(option, path) : List.of(path)) {
            Matcher matcher = CERTIFICATE.matcher(read(option, file));
            while (matcher.find()) {
                certificates.add(certificate(option, file, decode(option, file, matcher.group(1))));
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(option + " (" + location + ") holds no PEM certificate");
        }
        return certificates;
    }

    /** The one key of a file: PKCS#8 or PKCS#1, not encrypted. */
    static PrivateKey key(String option, String location) {
        Path file = Path.of(location);
        String text = read(option, file);
        Matcher pkcs8 = PKCS8_KEY.matcher(text);
        if (pkcs8.find()) {
            return key(option, file, decode(option, file, pkcs8.group(1)));
        }
        Matcher pkcs1 = PKCS1_KEY.matcher(text);
        if (pkcs1.find() && !pkcs1.group(1).contains("ENCRYPTED")) {
            return key(option, file, asPkcs8(decode(option, file, pkcs1.group(1))));
        }
        throw new IllegalArgumentException(
                option + " (" + location
                        + ") holds no key that is PKCS#8 or RSA PKCS#1 and not encrypted; convert it: openssl pkcs8 -topk8 -nocrypt");
    }

    private static Pattern block(String label) {
        return Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----");
    }

    private static List<Path> filesIn(String option, Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " (" + directory + ") cannot be read", e);
        }
    }

    private static String read(String option, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " (" + file + ") cannot be read", e);
        }
    }

    private static byte[] decode(String option, Path file, String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " (" + file + ") holds a block that is not base64", e);
        }
    }

    private static X509Certificate certificate(String option, Path file, byte[] der) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(option + " (" + file + ") holds a certificate that cannot be read", e);
        }
    }

    private static PrivateKey key(String option, Path file, byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            PrivateKey key = keyOf(algorithm, pkcs8);
            if (key != null) {
                return key;
            }
        }
        throw new IllegalArgumentException(option + " (" + file + ") holds a key of none of the kinds " + ALGORITHMS);
    }

    private static @Nullable PrivateKey keyOf(String algorithm, byte[] pkcs8) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            return null; // Of another kind.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime lacks " + algorithm, e);
        }
    }

    /** RFC 5208: PrivateKeyInfo around an RSAPrivateKey, that is version 0, the OID 1.2.840.113549.1.1.1, the key. */
    private static byte[] asPkcs8(byte[] pkcs1) {
        byte[] head = {
            0x02,
            0x01,
            0x00,
            0x30,
            0x0d,
            0x06,
            0x09,
            0x2a,
            (byte) 0x86,
            0x48,
            (byte) 0x86,
            (byte) 0xf7,
            0x0d,
            0x01,
            0x01,
            0x01,
            0x05,
            0x00
        };
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(head);
        content.writeBytes(tagged(0x04, pkcs1));
        return tagged(0x30, content.toByteArray());
    }

    /** DER: tag, length of 1 or 1 + 2 octets, content of at most 65 535 octets. */
    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
