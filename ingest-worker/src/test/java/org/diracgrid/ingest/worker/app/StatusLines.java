package org.diracgrid.ingest.worker.app;

/** Events of jobs as {@code produce} takes them, one JSON object a line. */
final class StatusLines {

    private StatusLines() {}

    /**
     * One status event.
     *
     * @param second of the minute in which it happened, 0 … 59
     */
    static String line(int jobId, int second, String status) {
        var update = "{\"Status\":\"%s\",\"Source\":\"JobWrapper\"}".formatted(status);
        return event(jobId, "job.status", second, "\"Updates\":{\"" + time(second) + "\":" + update + '}');
    }

    /**
     * One event of any type.
     *
     * @param type between {@code org.diracgrid.} and {@code .v1}
     * @param members of its data, besides JobID
     */
    static String event(int jobId, String type, int second, String members) {
        return ("{\"specversion\":\"1.0\",\"id\":\"%d-%d\",\"source\":\"/test\",\"type\":\"org.diracgrid.%s.v1\","
                        + "\"time\":\"%s\",\"subject\":\"%d\",\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"JobID\":%d,%s}}\n")
                .formatted(jobId, second, type, time(second), jobId, jobId, members);
    }

    private static String time(int second) {
        return "2026-06-01T12:00:%02dZ".formatted(second);
    }

    /** Matched, Running and Done of jobs 1 … {@code jobs}, all first steps before all second ones. */
    static String lives(int jobs) {
        var lines = new StringBuilder();
        var steps = new String[] {"Matched", "Running", "Done"};
        for (int step = 0; step < steps.length; step++) {
            for (int jobId = 1; jobId <= jobs; jobId++) {
                lines.append(line(jobId, 10 + step, steps[step]));
            }
        }
        return lines.toString();
    }
}
