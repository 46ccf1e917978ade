package org.diracgrid.ingest.model.codec;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.PilotStatus;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of {@link PilotRegisteredEvent}. A {@code null} means absent everywhere, and there must be no member that is
 * not known, as DiracX has it.
 *
 * <p>A member may have the name that it has in the body of {@code POST /api/pilots/}. If both are sent both must be valid and
 * the proper name wins, wherever it stands and even with {@code null}.
 *
 * <p>Thread-safe: keeps nothing but what it was made of.
 */
final class PilotRegisteredReader {

    private static final int STATUS_MAX = 32;
    private static final int TIME_MAX = 64;

    /** The members, by their proper name and by DiracX's own; there is none for a time in its body. */
    private enum Member {
        STAMP("PilotStamp", "pilot_stamp", PilotRegisteredEvent.STAMP_MAX),
        VO("VO", "vo", 128),
        GRID_TYPE("GridType", "grid_type", 32),
        GRID_SITE("GridSite", "grid_site", 128),
        DESTINATION_SITE("DestinationSite", "destination_site", 128),
        REFERENCE("PilotReference", "pilot_reference", 255),
        STATUS("Status", "pilot_status", STATUS_MAX),
        SUBMISSION_TIME("SubmissionTime", "SubmissionTime", TIME_MAX);

        private static final Map<String, Member> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(m -> m.name, Function.identity()));
        private static final Map<String, Member> BY_BODY_NAME =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(m -> m.bodyName, Function.identity()));

        private final String name;
        private final String bodyName;
        private final int charactersMax;

        Member(String name, String bodyName, int charactersMax) {
            this.name = name;
            this.bodyName = bodyName;
            this.charactersMax = charactersMax;
        }
    }

    private final Timestamps timestamps;

    PilotRegisteredReader(Timestamps timestamps) {
        this.timestamps = timestamps;
    }

    PilotRegisteredEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        var texts = new EnumMap<Member, String>(Member.class);
        Set<Member> proper = EnumSet.noneOf(Member.class);
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            Member byName = Member.BY_NAME.get(name);
            Member member = byName == null ? Member.BY_BODY_NAME.get(name) : byName;
            if (member == null) {
                throw new EventRejectedException(
                        ReasonCode.UNKNOWN_FIELD, "data must only have members that a registration has");
            }
            String text = readText(in, member);
            if (byName != null) {
                proper.add(member);
                texts.remove(member);
            }
            if (text != null && (byName != null || !proper.contains(member))) {
                texts.put(member, text);
            }
        }
        return event(texts, envelope);
    }

    /** Checked here, so that a text that does not count in the end is checked, too. */
    private static @Nullable String readText(JsonInput in, Member member) throws EventRejectedException {
        String text = PilotFields.nextText(in, member.name, member.charactersMax);
        if (text != null && (member == Member.STAMP || member == Member.VO)) {
            PilotFields.given(text, member.name);
        } else if (text != null && member == Member.STATUS) {
            status(text);
        }
        return text;
    }

    private PilotRegisteredEvent event(Map<Member, String> texts, EventEnvelope envelope)
            throws EventRejectedException {
        String stamp = PilotFields.given(texts.get(Member.STAMP), Member.STAMP.name);
        String reference = texts.getOrDefault(Member.REFERENCE, "");
        String time = texts.get(Member.SUBMISSION_TIME);
        return new PilotRegisteredEvent(
                envelope,
                stamp,
                PilotFields.given(texts.get(Member.VO), Member.VO.name),
                texts.getOrDefault(Member.GRID_TYPE, "DIRAC"),
                texts.getOrDefault(Member.GRID_SITE, "Unknown"),
                texts.getOrDefault(Member.DESTINATION_SITE, "NotAssigned"),
                reference.isEmpty() ? stamp : reference,
                status(texts.getOrDefault(Member.STATUS, PilotStatus.SUBMITTED.text())),
                time == null ? envelope.timeMicros() : timestamps.read(time, Member.SUBMISSION_TIME.name));
    }

    static PilotStatus status(String text) throws EventRejectedException {
        PilotStatus status = PilotStatus.of(text);
        if (status == null) {
            throw new EventRejectedException(ReasonCode.BAD_ENUM, "Status must be one of DiracX's 8 states of a pilot");
        }
        return status;
    }
}
