package org.diracgrid.ingest.demo.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.ingest.demo.workload.PoisonedStream.Doses;
import org.junit.jupiter.api.Test;

/** Poison comes in its doses, behind good events, and says of itself what must become of it. */
class PoisonedStreamTest {

    private static final int GOOD = 200;

    @Test
    void putsEachDoseAmongTheGoodOnes() {
        List<Emission> all = poisoned(new Doses(10, 4, 50, 100_000, 100));

        assertThat(all).hasSize(GOOD + 20 + 50 + 4 + 2);
        assertThat(all.stream().filter(emission -> emission.tableFault() != null))
                .hasSize(20 + 2);
        assertThat(all.stream().filter(emission -> emission.value().length > 100_000 && emission.effective() != null))
                .hasSize(4);
        assertThat(all.stream().filter(emission -> emission.value().length > 1 << 20))
                .hasSize(2)
                .allSatisfy(emission -> assertThat(emission.tableFault()).isEqualTo("TOO_LARGE"));
    }

    @Test
    void makesOneJobHotAndEachOfItsSignsDifferent() {
        List<Emission> hot = poisoned(new Doses(0, 1, 0, 0, 0)).stream()
                .filter(emission -> !emission.phenomena().contains(Phenomenon.BAD))
                .filter(emission -> new String(emission.value(), StandardCharsets.UTF_8).contains("2026-05-01T"))
                .toList();

        assertThat(hot).hasSize(GOOD);
        assertThat(hot.stream().map(emission -> new String(emission.key(), StandardCharsets.UTF_8)))
                .containsOnly("1001");
        assertThat(hot.stream().map(emission -> new String(emission.value(), StandardCharsets.UTF_8)))
                .doesNotHaveDuplicates();
    }

    @Test
    void addsNothingWhereNothingIsAsked() {
        assertThat(poisoned(new Doses(0, 0, 0, 0, 0))).hasSize(GOOD);
    }

    private static List<Emission> poisoned(Doses doses) {
        int[] jobIds = new int[20];
        for (int i = 0; i < jobIds.length; i++) {
            jobIds[i] = 1001 + i;
        }
        var events = new Workload(WorkloadSettings.of(jobIds.length, 7)).events(jobIds);
        List<Emission> good = new ArrayList<>();
        while (good.size() < GOOD && events.hasNext()) {
            good.add(events.next());
        }
        assertThat(good).hasSize(GOOD);
        good.replaceAll(emission -> emission.tableFault() == null ? emission : good.get(0));
        List<Emission> all = new ArrayList<>();
        new PoisonedStream(good.iterator(), doses).forEachRemaining(all::add);
        return all;
    }
}
