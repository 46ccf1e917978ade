package org.diracgrid.ingest.devstack;

/** What a stack has to know about one kind of server. Implementations are immutable: a server on given ports in a given directory. */
interface Server {
    Part part();

    int port();

    /** How to run it and to recognise it. Needs nothing on disk. */
    ServerCommand command();

    /** Makes what must exist on disk before the server starts. */
    void prepare();

    /**
     * Whether the server answers a real request, and is the one that belongs to this directory.
     *
     * @throws DevStackException if what answers is a stranger
     */
    boolean isReady();
}
