package org.diracgrid.ingest.worker.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.worker.config.DatabaseUrls;
import org.diracgrid.ingest.worker.opensearch.JobParametersDb;
import org.diracgrid.ingest.worker.opensearch.OpenSearchConnection;
import org.diracgrid.ingest.worker.opensearch.SearchFilter;
import org.diracgrid.ingest.worker.opensearch.SearchFilter.Operator;
import org.diracgrid.ingest.worker.opensearch.SearchPage;
import org.diracgrid.ingest.worker.opensearch.SearchSort;
import org.diracgrid.ingest.worker.port.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows the parameters of jobs as they are in OpenSearch. */
@Command(
        name = "params",
        description = {
            "Prints the parameters that OpenSearch has of jobs, one JSON object a line, by job and name.",
            "What was just written is found after the server's next refresh, within a second as a rule. The exit code is"
                    + " 1 if a job has none."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ingest params 710009702",
            "  ingest params --pretty 710009702 710009703",
            "  ingest params --name HostName --name Status 710009702"
        })
final class ParamsCommand implements Callable<Integer> {

    /** So many jobs are asked for at a time; OpenSearch answers 10 000 documents at most. */
    private static final int JOBS_AT_A_TIME = 1_000;

    private static final String ID = "JobID";

    @ParentCommand
    private @Nullable IngestCommand ingest;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "JOBID", arity = "1..*", description = "Numbers of jobs.")
    private List<Integer> jobIds = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "Only this parameter; may be given several times.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--pretty", description = "Print over several lines, for people.")
    private boolean pretty;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        var command = Wiring.require(spec).commandLine();
        var assembly = new WorkerAssembly(Wiring.require(ingest).config(), InstantSource.system());
        var missing = new TreeSet<>(jobIds);
        try (var connection = OpenSearchConnection.open(assembly.openSearchSettings(DatabaseUrls.JOB_PARAMETERS_DB))) {
            var database = assembly.jobParametersDb(connection);
            var ids = List.copyOf(new TreeSet<>(jobIds));
            for (int from = 0; from < ids.size(); from += JOBS_AT_A_TIME) {
                var part = ids.subList(from, Math.min(from + JOBS_AT_A_TIME, ids.size()));
                for (var document : find(database, part)) {
                    command.getOut().println(json().writeValueAsString(new TreeMap<>(document)));
                    if (document.get(ID) instanceof Number jobId) {
                        missing.remove(jobId.intValue());
                    }
                }
            }
        } catch (StoreException e) {
            throw new CommandFailedException(UserErrors.describe(e), e);
        }
        command.getOut().flush();
        missing.forEach(jobId -> command.getErr().println("ingest params: job " + jobId + " has no parameters"));
        command.getErr().flush();
        return missing.isEmpty() ? 0 : 1;
    }

    private List<Map<String, Object>> find(JobParametersDb database, List<Integer> part) throws InterruptedException {
        return VertxCalls.await(database.search(
                wanted(),
                List.of(new SearchFilter(ID, Operator.IN, List.copyOf(part))),
                List.of(new SearchSort(ID, false)),
                new SearchPage(1, JOBS_AT_A_TIME)));
    }

    /** Empty means all; the number is needed to know the document by. */
    private List<String> wanted() {
        if (names.isEmpty()) {
            return List.of();
        }
        var wanted = new ArrayList<>(names);
        wanted.add(ID);
        return wanted;
    }

    private ObjectWriter json() {
        var json = new ObjectMapper();
        return pretty ? json.writerWithDefaultPrettyPrinter() : json.writer();
    }
}
