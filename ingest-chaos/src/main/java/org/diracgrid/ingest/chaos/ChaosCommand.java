package org.diracgrid.ingest.chaos;

import picocli.CommandLine.Command;

/** {@code chaos}. */
@Command(name = "chaos", description = "Runs workers under faults and checks the guarantees.")
public final class ChaosCommand implements Runnable {
    @Override
    public void run() {}
}
