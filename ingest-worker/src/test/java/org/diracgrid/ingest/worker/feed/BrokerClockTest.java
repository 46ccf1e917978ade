package org.diracgrid.ingest.worker.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Between sending and hearing of it lies the broker's time; a long way there or back makes nothing worse. */
class BrokerClockTest {

    private final BrokerClock clock = new BrokerClock();

    @Test
    void isOursUntilThereIsAnAcknowledgement() {
        assertThat(clock.at(1_000)).isEqualTo(1_000);
    }

    @Test
    void keepsWhatAgreesWithAnAcknowledgement() {
        clock.learn(1_000, 1_003, 1_010);

        assertThat(clock.at(2_000)).isEqualTo(2_000);
    }

    @Test
    void followsAClockThatIsAhead() {
        clock.learn(1_000, 4_005, 1_010);

        assertThat(clock.at(2_000)).isEqualTo(4_995); // at the least
    }

    @Test
    void followsAClockThatIsBehind() {
        clock.learn(10_000, 4_005, 10_010);

        assertThat(clock.at(20_000)).isEqualTo(14_005); // at the most
    }

    @Test
    void learnsNothingWrongOfAStop() {
        clock.learn(1_000, 4_005, 1_010);
        clock.learn(2_000, 17_000, 14_005); // sent, stopped for 12 s, appended
        assertThat(clock.at(20_000)).isEqualTo(22_995);

        clock.learn(20_000, 23_000, 60_000); // appended, stopped, heard of
        assertThat(clock.at(20_000)).isEqualTo(22_995);
    }
}
