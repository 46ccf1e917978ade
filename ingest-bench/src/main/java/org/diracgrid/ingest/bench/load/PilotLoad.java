package org.diracgrid.ingest.bench.load;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

/** Events of pilots, five each, in waves as {@link JobLoad} has them. Immutable; every call of {@link #messages} starts afresh. */
public final class PilotLoad {

    private final int events;
    private final long seed;

    /** @param events 1 or more; the last pilots' lives are cut where these are reached */
    public PilotLoad(int events, long seed) {
        if (events < 1) {
            throw new IllegalArgumentException(events + " events are no load");
        }
        this.events = events;
        this.seed = seed;
    }

    public int events() {
        return events;
    }

    /** All events, those of one pilot in their order. */
    public Iterator<Message> messages() {
        int pilots = (events + PilotLife.STEPS - 1) / PilotLife.STEPS;
        return new Messages(new Waves<>(pilots, JobLoad.ALIVE_MAX, seed, this::life));
    }

    private Iterator<Step> life(int ordinal) {
        PilotLife pilot = new PilotLife(ordinal, seed);
        return IntStream.range(0, PilotLife.STEPS)
                .mapToObj(step -> new Step(pilot, step))
                .iterator();
    }

    private record Step(PilotLife pilot, int number) {}

    private final class Messages implements Iterator<Message> {
        private final Iterator<Step> steps;
        private int sent;

        Messages(Iterator<Step> steps) {
            this.steps = steps;
        }

        @Override
        public boolean hasNext() {
            return sent < events;
        }

        @Override
        public Message next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Step step = steps.next();
            return Message.of(step.pilot().at(step.number(), JobLoad.sentMicros(++sent)));
        }
    }
}
