package org.diracgrid.ingest.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.awaitility.core.ConditionTimeoutException;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.devstack.StackOptions;
import org.jspecify.annotations.Nullable;

/** All rounds of a scenario on one stack, and the table of what came of them. */
final class ChaosRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChaosSettings settings;
    private final PrintWriter out;
    private final @Nullable Path json;
    private final ArrayNode report = JSON.createArrayNode();
    private final Map<String, Number> greatest = new TreeMap<>();

    /** @param json where figures and violations go, too; null if nowhere */
    ChaosRun(ChaosSettings settings, PrintWriter out, @Nullable Path json) {
        this.settings = settings;
        this.out = out;
        this.json = json;
    }

    /** Plays all rounds; whether every guarantee held in each. */
    boolean run() throws Exception {
        int bad = 0;
        say("starting Kafka, MariaDB and OpenSearch in " + settings.directory());
        StackOptions options = StackOptions.in(settings.directory())
                .withFlavour(settings.flavour())
                .withParts(Part.values())
                .withFresh(true);
        try (DevStack stack = DevStack.start(options)) {
            for (int round = 0; round < settings.rounds(); round++) {
                bad += play(stack, settings.seed() + round) ? 0 : 1;
                write();
            }
        }
        say("");
        if (settings.rounds() > 1) {
            greatest.forEach((name, value) -> line("at most", name, value));
        }
        say(
                bad == 0
                        ? settings.rounds() + " rounds: every guarantee held"
                        : bad + " of " + settings.rounds() + " rounds BROKE a guarantee; the workers said why in "
                                + settings.logs());
        return bad == 0;
    }

    private boolean play(DevStack stack, long seed) throws Exception {
        say("");
        say(LowerCaseNames.of(settings.scenario()) + ", " + LowerCaseNames.of(settings.protocol()) + " --seed " + seed);
        Findings findings = new Findings();
        long startNanos = System.nanoTime();
        try {
            settings.scenario().scenario().play(new Stage(stack, settings, seed, new SplittableRandom(seed), findings));
        } catch (IllegalStateException | ConditionTimeoutException e) {
            findings.violation("the round could not be finished: " + e.getMessage()); // the next one may
        }
        findings.figure(
                "round took, s",
                Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1_000);
        print(findings);
        note(seed, findings);
        return findings.areGood();
    }

    private void print(Findings findings) {
        findings.figures().forEach((name, value) -> {
            line("", name, value);
            if (value instanceof Number number) {
                greatest.merge(name, number, (one, other) -> one.doubleValue() < other.doubleValue() ? other : one);
            }
        });
        findings.violations().forEach(violation -> say("  VIOLATION " + violation));
        int more = findings.violationCount() - findings.violations().size();
        if (more > 0) {
            say("  … and " + more + " more");
        }
    }

    private void note(long seed, Findings findings) {
        var round = report.addObject();
        round.put("scenario", LowerCaseNames.of(settings.scenario()));
        round.put("protocol", LowerCaseNames.of(settings.protocol()));
        round.put("seed", seed);
        round.set("figures", JSON.valueToTree(findings.figures()));
        round.set("violations", JSON.valueToTree(findings.violations()));
    }

    private void write() throws IOException {
        if (json != null) {
            Files.writeString(json, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        }
    }

    private void line(String remark, String name, Object value) {
        say(String.format(Locale.ROOT, "  %-8s%-32s %12s", remark, name, text(value)));
    }

    private static String text(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return String.format(Locale.ROOT, "%,.1f", ((Number) value).doubleValue());
        }
        return value instanceof Number number
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : value.toString();
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
