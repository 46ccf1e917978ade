package org.diracgrid.ingest.demo.workload;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Tells the life of one job after its submission, source by source, as DIRAC's services and agents report it. */
final class LifeCycle {

    private static final List<String> SITES =
            List.of("LCG.CERN.cern", "LCG.IN2P3.fr", "DIRAC.Jülich.de", "LCG.Universitaet-Zuerich.ch", "LCG.KEK2.jp");
    private static final List<String> STEPS = List.of("Gauss", "Boole", "Brunel", "DaVinci", "basf2", "Größenprüfung");

    private final RandomGenerator random;
    private final String jobSource;
    private final EventScript script;
    private final Watchdog watchdog;
    private final JobParameters parameters;

    private LifeCycle(RandomGenerator random, int jobId, Instant submitted) {
        this.random = random;
        this.jobSource = "Job_" + jobId;
        this.script = new EventScript(random, ChronoUnit.MICROS.between(Instant.EPOCH, submitted));
        this.watchdog = new Watchdog(random);
        this.parameters = new JobParameters(random, jobId);
    }

    static List<PlannedEvent> of(Destiny destiny, int jobId, Instant submitted, RandomGenerator random) {
        LifeCycle life = new LifeCycle(random, jobId, submitted);
        life.live(destiny);
        return life.script.finish();
    }

    private void live(Destiny destiny) {
        optimize();
        switch (destiny) {
            case DONE -> {
                match();
                run();
                complete();
            }
            case DONE_AFTER_STALL -> {
                match();
                run();
                stall();
                recover();
                complete();
            }
            case DONE_AFTER_RESCHEDULE -> {
                match();
                reschedule();
                match();
                run();
                complete();
            }
            case FAILED -> {
                match();
                run();
                fail();
            }
            case FAILED_STALLED -> {
                match();
                run();
                stall();
                giveUp();
            }
            case KILLED_WAITING -> kill();
            case KILLED_RUNNING -> {
                match();
                run();
                kill();
            }
            case DELETED -> {
                match();
                run();
                complete();
                delete();
            }
        }
    }

    private void optimize() {
        script.after(30).note("JobPath", "Checking", "JobSanity", null).send();
        script.after(30).note("JobSanity", "Checking", "InputData", null).send();
        script.after(60).note("InputData", "Checking", "JobScheduling", null).send();
        if (script.happens(15)) {
            script.after(60)
                    .note("JobScheduling", "Staging", "Request To Be Sent", null)
                    .send();
            script.after(3600)
                    .note("StagerSystem", "Checking", "JobScheduling", null)
                    .send();
        }
        script.after(60)
                .note("JobScheduling", "Waiting", "Pilot Agent Submission", null)
                .send();
        if (script.happens(10)) {
            script.after(60).tell(parameters.changedByOwner());
        }
    }

    private void match() {
        String site = SITES.get(random.nextInt(SITES.size()));
        String agent = "JobAgent@" + site;
        if (agent.contains("ü")) {
            script.showing(Phenomenon.NON_ASCII);
        }
        script.after(3600).note("Matcher", "Matched", "Assigned", null).send();
        script.after(20).note(agent, "Matched", "Job Received by Agent", null).send();
        script.tell(parameters.ofMatch(site));
        script.after(20).note(agent, "Matched", "Submitting To CE", null).send();
        if (script.happens(4)) {
            script.after(20)
                    .showing(Phenomenon.REFUSED)
                    .note("JobScheduling", "Waiting", "Too late", null)
                    .send();
        }
    }

    private void run() {
        if (script.happens(10)) {
            script.after(300).showing(Phenomenon.WOKEN);
            beat();
        }
        script.after(300)
                .note("JobWrapper", "Running", "Job Initialization", null)
                .note("JobWrapper", "Running", "Downloading InputSandbox", null)
                .report();
        script.tell(parameters.ofNode());
        script.after(60).note("JobWrapper", null, "Input Data Resolution", null).send();
        script.after(60)
                .note("JobWrapper", "Running", "Application", "")
                .showing(Phenomenon.EMPTY_TEXT)
                .send();
        int steps = 2 + random.nextInt(3);
        for (int step = 1; step <= steps; step++) {
            runStep(step);
            script.after(1800);
            beat();
        }
        if (script.happens(5)) {
            script.after(60)
                    .showing(Phenomenon.REFUSED)
                    .note("Matcher", "Matched", "Assigned", null)
                    .send();
        }
    }

    private void runStep(int step) {
        String name = STEPS.get(random.nextInt(STEPS.size()));
        if (name.startsWith("G") && name.contains("ö")) {
            script.showing(Phenomenon.NON_ASCII);
        }
        script.after(1800).note(jobSource, null, null, name + " step " + step);
        while (script.happens(35)) {
            script.note(jobSource, null, null, name + " events " + random.nextInt(1, 100) * 100 + "/10000");
        }
        script.report();
    }

    private void beat() {
        script.beat(watchdog.measures(), script.happens(60) ? watchdog.output() : null);
    }

    private void stall() {
        script.after(7200)
                .showing(Phenomenon.STALLED)
                .note("StalledJobAgent", "Stalled", "Watchdog identified this job as stalled", null)
                .send();
    }

    private void recover() {
        script.after(600).showing(Phenomenon.RECOVERED);
        if (script.happens(50)) {
            script.showing(Phenomenon.WOKEN);
            beat();
        } else {
            script.note(jobSource, null, null, "Back again").report();
        }
    }

    private void giveUp() {
        script.after(7200)
                .showing(Phenomenon.FAILED)
                .note("StalledJobAgent", "Failed", "Job stalled: pilot not running", null)
                .send();
        if (script.happens(50)) {
            script.after(3600)
                    .showing(Phenomenon.REFUSED)
                    .note("JobWrapper", "Running", "Application", null)
                    .send();
        }
    }

    private void complete() {
        script.after(300)
                .note("JobWrapper", "Completing", "Application Finished Successfully", "Finished")
                .send();
        script.after(60)
                .note("JobWrapper", "Completing", "Uploading Output Data", null)
                .send();
        if (script.happens(40)) {
            script.after(600)
                    .note("JobWrapper", "Completing", "Output Data Uploaded", null)
                    .report();
        }
        script.after(60)
                .showing(Phenomenon.DONE)
                .note("JobWrapper", "Completing", "Uploading Job Outputs", null)
                .note("JobWrapper", "Done", "Execution Complete", null)
                .report();
        script.tell(parameters.ofEnd());
        if (script.happens(3)) {
            script.after(3600).showing(Phenomenon.PAST_THE_MACHINE).tell(parameters.ofOperator());
        } else if (script.happens(6)) {
            script.after(3600)
                    .showing(Phenomenon.REFUSED)
                    .note("StalledJobAgent", "Stalled", "Watchdog identified this job as stalled", null)
                    .send();
        } else if (script.happens(4)) {
            script.after(3600)
                    .forced()
                    .note(null, "Failed", "Output was lost: déjà perdu", null)
                    .send();
        }
    }

    private void fail() {
        script.after(300)
                .showing(Phenomenon.FAILED)
                .note("JobWrapper", "Completing", "Application Finished With Errors", "Exited with status 7")
                .note("JobWrapper", "Failed", "Application Finished With Errors", null)
                .report();
    }

    private void kill() {
        script.after(3600)
                .showing(Phenomenon.KILLED)
                .note("JobManager", "Killed", "Marked for termination", null)
                .send();
        if (script.happens(50)) {
            script.after(60)
                    .showing(Phenomenon.KILLED)
                    .note("JobAgent", null, "Killed by the agent", null)
                    .send();
        }
    }

    private void delete() {
        script.after(7200)
                .showing(Phenomenon.DELETED)
                .note("JobManager", "Deleted", "Checking accounting", null)
                .send();
    }

    private void reschedule() {
        script.after(600)
                .showing(Phenomenon.RESCHEDULED)
                .with(Map.of("RescheduleCounter", 1, "Site", "ANY"))
                .note("JobManager", "Rescheduled", "Job Rescheduled", "Unknown")
                .send();
        script.after(60)
                .note("JobScheduling", "Waiting", "Pilot Agent Submission", null)
                .send();
    }
}
