package org.diracgrid.ingest.worker.opensearch;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the client's list, completed from what stands beside it. Immutable.
 *
 * @param host name or address, without the brackets of an IPv6 address
 * @param port 1 … 65535
 * @param tls whether the connection is encrypted
 * @param login {@code user:password}, decoded, or null; never part of a message
 * @param pathPrefix what stands before every path, for example {@code /os}; empty if nothing does
 */
record HostSettings(
        String host, int port, boolean tls, @Nullable String login, String pathPrefix) {

    /** Without the password. */
    @Override
    public String toString() {
        String name = host.contains(":") ? '[' + host + ']' : host;
        return (tls ? "https://" : "http://") + (login == null ? "" : "***@") + name + ':' + port + pathPrefix;
    }
}
