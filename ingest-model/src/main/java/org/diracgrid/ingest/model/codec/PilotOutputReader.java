package org.diracgrid.ingest.model.codec;

import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;

/**
 * Reads the data of {@link PilotOutputEvent}. Unknown members are ignored, a {@code null} means absent.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class PilotOutputReader {

    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member; must be thread-safe */
    PilotOutputReader(Runnable onIgnoredMember) {
        this.onIgnoredMember = onIgnoredMember;
    }

    PilotOutputEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        String stamp = null;
        String reference = null;
        String standardOutput = null;
        String standardError = null;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "PilotStamp" -> stamp = PilotFields.nextName(in, PilotName.Column.STAMP);
                case "PilotReference" -> reference = PilotFields.nextName(in, PilotName.Column.REFERENCE);
                case "StdOutput" -> standardOutput = in.nextText(name);
                case "StdError" -> standardError = in.nextText(name);
                default -> {
                    in.skipValue();
                    onIgnoredMember.run();
                }
            }
        }
        return new PilotOutputEvent(envelope, PilotFields.name(stamp, reference), standardOutput, standardError);
    }
}
