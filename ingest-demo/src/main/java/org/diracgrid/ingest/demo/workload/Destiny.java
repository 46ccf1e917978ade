package org.diracgrid.ingest.demo.workload;

import java.util.random.RandomGenerator;

/** How a job's life goes, with how many of a hundred jobs live it. */
enum Destiny {
    DONE(64),
    DONE_AFTER_STALL(8),
    DONE_AFTER_RESCHEDULE(6),
    FAILED(8),
    FAILED_STALLED(4),
    KILLED_WAITING(4),
    KILLED_RUNNING(3),
    DELETED(3);

    private final int percent;

    Destiny(int percent) {
        this.percent = percent;
    }

    static Destiny draw(RandomGenerator random) {
        int dice = random.nextInt(100);
        for (Destiny destiny : values()) {
            dice -= destiny.percent;
            if (dice < 0) {
                return destiny;
            }
        }
        throw new IllegalStateException("the percentages do not add up to 100");
    }

    /** Whether no pilot ever takes the job out of its task queue. */
    boolean staysInTaskQueue() {
        return this == KILLED_WAITING;
    }
}
