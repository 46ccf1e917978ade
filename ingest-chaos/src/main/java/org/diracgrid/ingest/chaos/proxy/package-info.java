/**
 * A network that fails on request: a TCP proxy that stands between a client and a server and can be told, at any moment, what to
 * do to the connections that are open and to those to come.
 *
 * <p>Blocking sockets, three threads a connection; knows nothing of what the bytes mean.
 */
@NullMarked
package org.diracgrid.ingest.chaos.proxy;

import org.jspecify.annotations.NullMarked;
