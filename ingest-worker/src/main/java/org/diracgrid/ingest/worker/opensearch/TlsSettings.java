package org.diracgrid.ingest.worker.opensearch;

import org.jspecify.annotations.Nullable;

/**
 * How an encrypted connection is checked. Immutable.
 *
 * @param verifyCertificates whether the server's chain must lead to a known authority
 * @param verifyHostName whether the certificate must be the host's; without effect where chains are not checked
 * @param authorities PEM file with authorities, or a directory of such files; null for those of the Java runtime
 * @param clientCertificate PEM file with the worker's own certificate chain; null if it has none
 * @param clientKey PEM file with the key of that certificate; null if it is in the same file
 * @param fingerprint lower-case hexadecimal digest that the server's certificate must have: 32 digits are MD5, 40 SHA-1,
 *     64 SHA-256; null if any certificate that passes the other checks will do
 */
record TlsSettings(
        boolean verifyCertificates,
        boolean verifyHostName,
        @Nullable String authorities,
        @Nullable String clientCertificate,
        @Nullable String clientKey,
        @Nullable String fingerprint) {}
