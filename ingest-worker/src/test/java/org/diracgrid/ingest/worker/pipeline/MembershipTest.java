package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who was out of the world counts on nothing until the group has taken something of it. */
class MembershipTest {

    private final Membership membership = new Membership(5_000, 100_000);

    @Test
    void isCertainAsLongAsThereAreSignsOfLife() {
        for (long now = 100_000; now < 200_000; now += 4_999) {
            membership.look(now);
            assertThat(membership.isCertain(now + 4_999)).isTrue();
        }
        assertThat(membership.isDoubtful()).isFalse();
    }

    @Test
    void doubtsByTheClockEvenBeforeThePollThreadWakesUp() {
        assertThat(membership.isCertain(105_000)).isFalse();
        assertThat(membership.isDoubtful()).isFalse();
    }

    @Test
    void staysInDoubtHoweverAliveItIsUntilItIsProven() {
        membership.look(112_000);
        membership.look(112_100);

        assertThat(membership.isDoubtful()).isTrue();
        assertThat(membership.isCertain(112_101)).isFalse();

        membership.proven(112_050);

        assertThat(membership.isDoubtful()).isFalse();
        assertThat(membership.isCertain(112_101)).isTrue();
    }

    @Test
    void isNotProvenByWhatWasSentBeforeTheDoubt() {
        membership.look(112_000);

        membership.proven(111_999);

        assertThat(membership.isDoubtful()).isTrue();
    }
}
