package org.diracgrid.ingest.demo.workload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What agents, wrapper and operators note about a job besides its status. Older ones send every value as a text; free
 * names have values of one type each, because the first one decides how the index keeps them.
 */
final class JobParameters {

    private final RandomGenerator random;
    private final int jobId;

    JobParameters(RandomGenerator random, int jobId) {
        this.random = random;
        this.jobId = jobId;
    }

    /** What somebody changes before the job is matched. */
    Map<String, Object> changedByOwner() {
        return Map.of("JobName", "Größer und schöner " + random.nextInt(100), "UserPriority", random.nextInt(1, 10));
    }

    /** What the agent knows that took the job. */
    Map<String, Object> ofMatch(String site) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("Site", site);
        members.put("MatcherServiceTime", decimal(random.nextDouble()));
        members.put("Pilot_Reference", "htcondorce://ce%02d.example.org/%d.0".formatted(random.nextInt(20), jobId));
        members.put("PilotAgent", "v9.0." + random.nextInt(60));
        members.put("grid_ce", "ce%02d.example.org".formatted(random.nextInt(20)));
        members.put("CEQueue", "long");
        members.put("BatchSystem", random.nextBoolean() ? "HTCondor" : "SLURM");
        members.put("LocalAccount", "pilot" + random.nextInt(100));
        return members;
    }

    /** What the wrapper finds on the worker node. */
    Map<String, Object> ofNode() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("HostName", "wn%03d.example.org".formatted(random.nextInt(1000)));
        members.put("ModelName", "AMD EPYC 7702 64-Core Processor");
        members.put("CPUNormalizationFactor", decimal(random.nextDouble(5, 30)));
        members.put("Memory(MB)", Integer.toString(random.nextInt(1_000, 128_000)));
        members.put("PayloadPID", random.nextInt(300, 32_768));
        members.put("Container", Map.of("image", "alma9", "layers", random.nextInt(1, 30)));
        return members;
    }

    /** What the wrapper sums up at the end. */
    Map<String, Object> ofEnd() {
        Map<String, Object> members = new LinkedHashMap<>();
        double seconds = random.nextDouble(1e3, 1e5);
        members.put("TotalCPUTime(s)", decimal(seconds));
        members.put("NormCPUTime(s)", seconds * 12.5);
        members.put("UploadedOutputData", "/lhcb/prod/%08d/%d.dst".formatted(random.nextInt(100), jobId));
        members.put("OutputFiles", List.of("stdout.txt", "stderr.txt", jobId + ".dst"));
        members.put("AccountedFlag", random.nextInt(20) == 0 ? "Failed" : true);
        return members;
    }

    /** What an operator sets by hand, past the state machine. */
    Map<String, Object> ofOperator() {
        return random.nextBoolean()
                ? Map.of("MinorStatus", "Looked at by an operator", "ApplicationStatus", "Verified")
                : Map.of("Status", "Failed", "MinorStatus", "Set by an operator");
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
