package org.diracgrid.ingest.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.demo.trial.WorkerProcess.Launch;

/**
 * Class data for workers that are started again and again: with it a start takes half the CPU, so that two cores have some
 * left for the work. See JEP 350.
 */
final class ClassArchive {

    private static final Duration MADE_WITHIN = Duration.ofSeconds(90);

    private ClassArchive() {}

    /**
     * Makes one by a worker that has nothing to do, unless this process has made it. One of another process may be of other
     * classes, and a worker would say so before it can be asked to end.
     *
     * @param trial nothing of which is published yet
     * @return arguments for workers; without the archive where the class path has directories, which cannot be archived
     */
    static List<String> jvmArguments(Trial trial, Path directory) throws InterruptedException {
        List<String> arguments = new ArrayList<>(Launch.small());
        Path archive = directory.resolve("worker-" + ProcessHandle.current().pid() + ".jsa");
        archive.toFile().deleteOnExit();
        if (!Files.exists(archive)) {
            List<String> making = new ArrayList<>(arguments);
            making.add("-XX:ArchiveClassesAtExit=" + archive);
            Launch launch = new Launch("archive", trial.environment(), making, directory);
            String unused =
                    WorkerProcess.start(launch, "run", "--until-caught-up").awaitEnd(MADE_WITHIN);
        }
        if (Files.exists(archive)) {
            arguments.add("-XX:SharedArchiveFile=" + archive);
        }
        return arguments;
    }
}
