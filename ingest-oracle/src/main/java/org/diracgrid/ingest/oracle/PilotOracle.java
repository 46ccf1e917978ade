package org.diracgrid.ingest.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * DiracX's pilots in memory, and its calls on them; and the events of the worker, each of which is a call for one pilot that
 * may come twice.
 *
 * <p>A call that gives two stamps of which one is unknown changes neither pilot; of two events, one for each, the good one is
 * applied.
 */
public final class PilotOracle {

    private static final Outcome APPLIED = new Outcome.Applied(Set.of(), 0);

    private final OracleSettings.Rounding rounding;
    private final Set<String> registry;
    private final PilotTable table = new PilotTable();
    private final PilotLogs logs = new PilotLogs();

    /** @param registry the VOs that there are; empty for any */
    public PilotOracle(OracleSettings.Rounding rounding, Set<String> registry) {
        this.rounding = rounding;
        this.registry = Set.copyOf(registry);
    }

    /** One call of DiracX's {@code register_new_pilot}: {@code params} as in the body of {@code POST /api/pilots/}. */
    public Outcome register(JsonNode params, Instant now) {
        return calling(() -> {
            PilotTable.Pilot pilot = PilotFields.registration(params, now);
            if (!registry.isEmpty() && !registry.contains(pilot.text("VO"))) {
                throw new FailedCallException("ValueError", "BAD_VO", "no VO " + pilot.text("VO"));
            }
            if (!table.withStamp(pilot.stamp()).isEmpty()) {
                throw new FailedCallException("PilotAlreadyExistsError", "PILOT_CONFLICT", pilot.stamp());
            }
            table.add(pilot);
        });
    }

    /** One call of DiracX's {@code update_pilots_metadata}, for all of the stamps or for none. */
    public Outcome setMetadata(Map<String, JsonNode> updates, Instant now) {
        return calling(() -> {
            Map<String, Map<String, Object>> columns = new LinkedHashMap<>();
            updates.forEach((stamp, members) -> columns.put(stamp, PilotFields.metadata(members)));
            if (columns.values().stream().allMatch(Map::isEmpty)) {
                return;
            }
            for (String stamp : columns.keySet()) {
                one(table.withStamp(stamp), stamp);
            }
            columns.forEach((stamp, values) -> table.withStamp(stamp).get(0).set(values, now));
        });
    }

    /** One call of DiracX's {@code assign_jobs_to_pilot}, for all of the jobs or for none. */
    public Outcome assign(String stamp, List<Integer> jobIds, Instant now) {
        return calling(() -> assignAll(first(stamp), jobIds, now));
    }

    private static void assignAll(PilotTable.Pilot pilot, List<Integer> jobIds, Instant start) {
        for (int jobId : jobIds) {
            if (pilot.jobs.containsKey(jobId)) {
                throw new FailedCallException("PilotAlreadyAssociatedWithJobError", "PILOT_CONFLICT", "job " + jobId);
            }
        }
        jobIds.forEach(jobId -> pilot.jobs.put(jobId, start));
    }

    /**
     * Applies one event of a pilot by itself.
     *
     * @param event a CloudEvent in structured form with valid data; the call's "now" is its {@code time}
     */
    public Outcome apply(JsonNode event) {
        String type = event.required("type").textValue();
        JsonNode data = event.required("data");
        Instant time = time(event.required("time"));
        return switch (type) {
            case "org.diracgrid.pilot.registered.v1" -> registered(data, time);
            case "org.diracgrid.pilot.metadata.v1" -> changed(data, time);
            case "org.diracgrid.pilot.jobs-assigned.v1" -> assigned(data, time);
            case "org.diracgrid.pilot.output.v1" -> calling(() -> named(data).put(data));
            case "org.diracgrid.pilot.parameters.v1" ->
                calling(() -> first(stamp(data)).merge(data, time));
            case "org.diracgrid.pilot.log.v1" -> calling(() -> logs.add(event, time));
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** A registration that comes again is none. */
    private Outcome registered(JsonNode data, Instant time) {
        ObjectNode body = PilotFields.body(data);
        Instant submitted = data.hasNonNull("SubmissionTime") ? time(data.get("SubmissionTime")) : time;
        List<PilotTable.Pilot> same = table.withStamp(body.path("pilot_stamp").asText());
        return same.stream()
                        .anyMatch(
                                pilot -> pilot.text("VO").equals(body.path("vo").asText()))
                ? APPLIED
                : register(body, submitted);
    }

    private Outcome changed(JsonNode data, Instant time) {
        return calling(() -> {
            Map<String, Object> columns = PilotFields.metadata(data.required("Metadata"));
            if (!columns.isEmpty()) {
                named(data).set(columns, time);
            }
        });
    }

    /** An assignment of which the pilot has all jobs came before; one of which it has some fails as DiracX's call does. */
    private Outcome assigned(JsonNode data, Instant time) {
        return calling(() -> {
            PilotTable.Pilot pilot = first(stamp(data));
            Instant start = data.hasNonNull("StartTime") ? time(data.get("StartTime")) : time;
            List<Integer> jobIds = new ArrayList<>();
            data.required("JobIDs").forEach(jobId -> jobIds.add(jobId.intValue()));
            if (!pilot.jobs.keySet().containsAll(jobIds)) {
                assignAll(pilot, jobIds, start);
            }
            if (data.path("SetRunning").asBoolean()) {
                JsonNode last = data.get("JobIDs").get(data.get("JobIDs").size() - 1);
                Map<String, Object> columns = new LinkedHashMap<>();
                columns.put("Status", "Running");
                columns.put("StatusReason", "Report from job " + last.intValue());
                if (data.hasNonNull("GridSite")) {
                    columns.put("GridSite", data.get("GridSite").textValue());
                }
                pilot.set(columns, time);
            }
        });
    }

    /** The tables as the database would show them now. */
    public PilotSnapshot snapshot() {
        return table.snapshot(rounding);
    }

    /**
     * The documents of parameters by {@code index/id}.
     *
     * @param ids the numbers that the database gave the pilots, by stamp
     */
    public SortedMap<String, ObjectNode> parameters(Map<String, Integer> ids) {
        SortedMap<String, ObjectNode> documents = new TreeMap<>();
        table.all().forEach(pilot -> {
            Integer id = ids.get(pilot.stamp());
            if (id != null && !pilot.parameters.isEmpty()) {
                documents.put(
                        "pilot_parameters_" + PilotLogs.indexSuffix(pilot.text("VO"), id) + '/' + id,
                        pilot.parameters.deepCopy().put("PilotID", id).put("PilotStamp", pilot.stamp()));
            }
        });
        return documents;
    }

    /** The lines of every pilot's log by its stamp, in the order in which they are read. */
    public SortedMap<String, List<PilotLogRow>> logs(Map<String, Integer> ids) {
        return logs.rows(ids);
    }

    private PilotTable.Pilot named(JsonNode data) {
        if (data.hasNonNull("PilotReference")) {
            String reference = data.get("PilotReference").textValue();
            return one(table.withReference(reference), reference);
        }
        return one(table.withStamp(stamp(data)), stamp(data));
    }

    private PilotTable.Pilot first(String stamp) {
        List<PilotTable.Pilot> pilots = table.withStamp(stamp);
        if (pilots.isEmpty()) {
            throw notFound(stamp);
        }
        return pilots.get(0);
    }

    /** DiracX counts the rows that it changed: two for one name are as wrong as none. */
    private static PilotTable.Pilot one(List<PilotTable.Pilot> pilots, String name) {
        if (pilots.size() > 1) {
            throw new FailedCallException("PilotNotFoundError", "AMBIGUOUS_PILOT", name);
        }
        if (pilots.isEmpty()) {
            throw notFound(name);
        }
        return pilots.get(0);
    }

    private static FailedCallException notFound(String name) {
        return new FailedCallException("PilotNotFoundError", "PILOT_NOT_FOUND", "no pilot " + name);
    }

    private static String stamp(JsonNode data) {
        return data.required("PilotStamp").textValue();
    }

    static Instant time(JsonNode text) {
        return Update.parseTime(text.textValue()).toInstant();
    }

    /** Everything is checked before anything is changed. */
    private static Outcome calling(Runnable call) {
        try {
            call.run();
            return APPLIED;
        } catch (FailedCallException e) {
            return new Outcome.Failed(e.exceptionClass(), e.reason(), String.valueOf(e.getMessage()));
        }
    }
}
