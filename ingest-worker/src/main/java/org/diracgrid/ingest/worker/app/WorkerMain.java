package org.diracgrid.ingest.worker.app;

/** The worker's commands as a program. */
public final class WorkerMain {

    private WorkerMain() {}

    public static void main(String[] args) {
        System.exit(IngestCommand.commandLine().execute(args));
    }
}
