package org.diracgrid.ingest.worker.app;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.diracgrid.ingest.worker.app.StartUp.NotYetException;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;

/**
 * One attempt to find brokers and topics. A worker waits for topics that are missing, since whoever creates them may be
 * late; one that only runs until it has caught up says so and ends.
 */
final class TopicReadiness {

    private final WorkerAssembly assembly;
    private final Set<String> needed;
    private final Mode mode;

    TopicReadiness(WorkerAssembly assembly, Set<String> needed, Mode mode) {
        this.assembly = assembly;
        this.needed = needed;
        this.mode = mode;
    }

    /**
     * Connects and looks.
     *
     * @return the client it looked with
     */
    Admin connect() throws NotYetException, InterruptedException {
        var admin = open();
        try {
            requireTopics(admin);
            return admin;
        } catch (NotYetException | RuntimeException | InterruptedException e) {
            admin.close(Duration.ZERO); // what it still asks nobody waits for
            throw e;
        }
    }

    private Admin open() throws NotYetException {
        try {
            return assembly.admin();
        } catch (KafkaException e) {
            if (KafkaCalls.isUnresolvable(e)) {
                throw new NotYetException(KafkaCalls.explain(e), e);
            }
            throw e;
        }
    }

    private void requireTopics(Admin admin) throws NotYetException, InterruptedException {
        var missing = missing(admin);
        if (missing.isEmpty()) {
            return;
        }
        var text = "topics do not exist: " + String.join(", ", missing) + " (create them with: ingest init)";
        if (mode == Mode.UNTIL_CAUGHT_UP) {
            throw new CommandFailedException(text);
        }
        throw new NotYetException(text);
    }

    private Set<String> missing(Admin admin) throws NotYetException, InterruptedException {
        try {
            var missing = new TreeSet<String>();
            TopicCheck.partitions(admin, needed).forEach((topic, partitions) -> {
                if (partitions.isEmpty()) {
                    missing.add(topic);
                }
            });
            return missing;
        } catch (CommandFailedException e) {
            if (KafkaCalls.isTransient(e.getCause())) {
                throw new NotYetException(UserErrors.describe(e), e);
            }
            throw e;
        }
    }
}
