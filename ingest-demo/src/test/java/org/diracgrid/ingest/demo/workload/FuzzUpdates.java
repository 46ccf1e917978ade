package org.diracgrid.ingest.demo.workload;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Draws what may be said about one job. */
final class FuzzUpdates {

    static final List<String> STATUSES = List.of(
            "Submitting",
            "Received",
            "Checking",
            "Staging",
            "Waiting",
            "Matched",
            "Running",
            "Stalled",
            "Completing",
            "Done",
            "Completed",
            "Failed",
            "Deleted",
            "Killed",
            "Rescheduled");

    /** Those that a job may be in: one more than may be asked for. */
    static final List<String> STATES =
            Stream.concat(STATUSES.stream(), Stream.of("Scouting")).toList();

    private static final long SECOND = 1_000_000L;
    private static final int MINUTES_BETWEEN_EVENTS = 10;
    private static final List<String> LIVELY =
            List.of("Waiting", "Matched", "Running", "Running", "Stalled", "Completing", "Done", "Killed");
    private static final List<String> SOURCES = Arrays.asList(
            null,
            "",
            "JobManager",
            "JobWrapper",
            "Job_17",
            "Matcher",
            "Heartbeat",
            "StalledJobAgent",
            "job in lower case",
            "JobAgent@LCG.Universitaet-Zuerich.ch.example.org");
    private static final List<String> MINORS =
            Arrays.asList(null, null, "", "idem", "Application", "Größenprüfung", "x".repeat(128));
    private static final List<String> APPLICATIONS =
            Arrays.asList(null, null, "", "idem", "Gauss step 1", "Événement 7", "y".repeat(255));

    private final RandomGenerator random;
    private final Set<Long> usedMillis = new HashSet<>();
    private final Set<Long> usedSeconds = new HashSet<>();
    private long clock;

    FuzzUpdates(RandomGenerator random, long startMicros) {
        this.random = random;
        this.clock = startMicros;
    }

    /** When the next event is sent: most follow each other, some overtake; never within one second. */
    long sent() {
        clock += random.nextLong(SECOND, MINUTES_BETWEEN_EVENTS * 60 * SECOND);
        return clock + (random.nextInt(4) == 0 ? random.nextLong(-20 * SECOND, 20 * SECOND) : 0);
    }

    Content statuses() {
        List<Update> updates = new ArrayList<>();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(2, 5) : 1; i > 0; i--) {
            updates.add(update());
        }
        boolean plain = random.nextInt(8) > 0;
        return new Content.Statuses(updates, random.nextInt(12) == 0, plain ? Map.of() : additionalAttributes());
    }

    Update update() {
        return new Update(moment(), status(), pick(MINORS), pick(APPLICATIONS), pick(SOURCES));
    }

    private String status() {
        int dice = random.nextInt(10);
        return dice < 3 ? null : dice < 8 ? pick(LIVELY) : pick(STATUSES);
    }

    /**
     * A moment that rounds to a millisecond of its own: two equal rows within one cannot be told from a repetition. Clocks of
     * worker nodes are ahead and behind, and some updates come very late.
     */
    private long moment() {
        while (true) {
            long skew =
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextLong(0, 30 * 60 * SECOND);
                        case 1, 2 -> random.nextLong(-120 * 60 * SECOND, 0);
                        default -> random.nextLong(-2 * SECOND, 2 * SECOND);
                    };
            long millis = (clock + skew) / 1_000;
            if (usedMillis.add(millis)) {
                return millis * 1_000 + random.nextLong(-400, 400);
            }
        }
    }

    /** A heartbeat in a second of its own, with measures or without. */
    Content heartbeat() {
        Map<String, Object> measures = new HashMap<>();
        if (random.nextInt(5) > 0) {
            for (String name : List.of("LoadAverage", "MemoryUsed", "Vsize", "CPUConsumed", "WallClockTime")) {
                if (random.nextBoolean()) {
                    measures.put(name, number());
                }
            }
            measures.put("AvailableDiskSpace", number());
        }
        String output = random.nextBoolean() ? "line " + random.nextInt(1_000) + "\nlast line" : null;
        return new Content.Heartbeat(beat(), measures, output);
    }

    private long beat() {
        while (true) {
            long time = moment();
            if (usedSeconds.add(Math.floorDiv(time, SECOND))) {
                return time;
            }
        }
    }

    private Object number() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt();
            case 2 -> "1.5e3";
            case 3 -> random.nextDouble() * 1e12;
            default -> random.nextInt(100_000) / 100.0;
        };
    }

    private Map<String, Object> additionalAttributes() {
        Map<String, Object> attributes = new HashMap<>();
        put(attributes, "Site", pick(List.of("ANY", "LCG.CERN.cern", "Multiple")));
        put(attributes, "UserPriority", random.nextInt(10));
        put(attributes, "RescheduleCounter", random.nextInt(5));
        put(attributes, "RescheduleTime", time());
        put(attributes, "HeartBeatTime", time());
        put(attributes, "JobGroup", "%08d".formatted(random.nextInt(100)));
        attributes.put("OwnerGroup", "group" + random.nextInt(5));
        return attributes;
    }

    Content metadata(boolean withStatus) {
        Map<String, Object> members = new HashMap<>();
        put(members, "Site", pick(List.of("LCG.CERN.cern", "DIRAC.Jülich.de")));
        put(members, "job_name", "by-field-name " + random.nextInt(9));
        put(members, "JobType", pick(List.of("User", "MCSimulation")));
        put(members, "JobGroup", "%08d".formatted(random.nextInt(100)));
        put(members, "UserPriority", pick(List.of(1, "2", 3.0)));
        put(members, "RescheduleCounter", random.nextInt(4));
        put(members, "RescheduleTime", time());
        put(members, "StartExecTime", time());
        put(members, "EndExecTime", time());
        put(members, "VerifiedFlag", pick(List.of(true, "no", 1)));
        put(members, "AccountedFlag", pick(List.of(true, false, "Failed")));
        put(members, "HeartBeatTime", time());
        put(members, "LastUpdateTime", time());
        put(members, "MinorStatus", "set by metadata " + random.nextInt(3));
        put(members, "ApplicationStatus", "also set " + random.nextInt(3));
        if (withStatus) {
            put(members, "Status", random.nextInt(8) == 0 ? "Weird" : pick(STATES));
        }
        put(members, "CPUNormalizationFactor", pick(List.of(9.9, "13.7", 12)));
        put(members, "norm_cpu_time_s", pick(List.of("100.5", 3)));
        put(members, "TotalCPUTime(s)", pick(List.of("1e3", 77.7)));
        put(members, "Memory(MB)", pick(List.of(2000, "2001", 2002.0)));
        put(members, "PayloadPID", random.nextInt(10_000));
        put(members, "JobStatus", pick(STATUSES));
        put(members, "FreeText", "value " + random.nextInt(100));
        put(members, "FreeNumber", random.nextInt(100) / 4.0);
        put(members, "FreeObject", Map.of("a" + random.nextInt(3), Map.of("deep", random.nextInt(9))));
        put(members, "FreeList", List.of("a", "b" + random.nextInt(9)));
        put(members, "FreeFlag", random.nextBoolean());
        members.put("HostName", "wn" + random.nextInt(1_000));
        members.put("Owner", "user" + random.nextInt(9));
        return new Content.Metadata(clock, members);
    }

    private void put(Map<String, Object> members, String name, Object value) {
        if (random.nextInt(6) == 0) {
            members.put(name, value);
        }
    }

    private String time() {
        return EventWriter.time(clock + random.nextLong(-3_600, 3_600) * SECOND, ZoneOffset.UTC);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
