package org.diracgrid.ingest.bench.measure;

import java.time.Duration;

/**
 * What one run of a process did and what it cost. Immutable.
 *
 * @param name what the run is called in the table
 * @param events it has read, those that were sent again included
 * @param bytes it has read, values alone
 * @param whole from the start of its process to the end of it
 * @param effects from the first change that was seen in the stores to the last one; nothing if nobody looked
 * @param peakResidentBytes the most memory that it had, heap and everything
 * @param collections of garbage
 */
public record MeasuredRun(
        String name,
        long events,
        long bytes,
        Usage whole,
        Usage effects,
        long peakResidentBytes,
        GcFigures collections) {

    /** Of the whole process. */
    public double seconds() {
        return seconds(whole.took());
    }

    /** From the first effect to the last. */
    public double effectSeconds() {
        return seconds(effects.took());
    }

    public double eventsPerSecond() {
        return events / seconds();
    }

    public double megabytesPerSecond() {
        return bytes / 1e6 / seconds();
    }

    /** Processor time of the process for each event. */
    public double processMicrosPerEvent() {
        return microsPerEvent(whole.process());
    }

    public double mariaDbMicrosPerEvent() {
        return microsPerEvent(whole.mariaDb());
    }

    public double openSearchMicrosPerEvent() {
        return microsPerEvent(whole.openSearch());
    }

    /** Time on the wall for each event, from the first effect to the last. */
    public double effectMicrosPerEvent() {
        return microsPerEvent(effects.took());
    }

    public double bytesAllocatedPerEvent() {
        return (double) collections.allocatedBytes() / events;
    }

    /** How much of the time everything stood still for collections of garbage. */
    public double pausedShare() {
        return (double) collections.paused().toNanos() / whole.took().toNanos();
    }

    /**
     * What this run did beyond a shorter one: what starting and warming up cost is in both, and so in neither any more. Peaks
     * are those of this run.
     */
    public MeasuredRun beyond(MeasuredRun shorter, String newName) {
        return new MeasuredRun(
                newName,
                events - shorter.events,
                bytes - shorter.bytes,
                whole.minus(shorter.whole),
                effects.minus(shorter.effects),
                peakResidentBytes,
                collections.minus(shorter.collections));
    }

    private double microsPerEvent(Duration time) {
        return time.toNanos() / 1e3 / events;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
