package org.diracgrid.ingest.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot work is refused with a message that says what to do. */
class RefusalsTest {
    @ParameterizedTest
    @ValueSource(strings = {"Linux aarch64", "Mac OS X aarch64", "Windows 11 amd64"})
    void otherMachinesAreToldAboutContainers(String platform) {
        assertThatThrownBy(() -> MariaDbFiles.requirePlatform(platform))
                .isInstanceOf(DevStackException.class)
                .hasMessageContaining("runs on Linux amd64 only, this is " + platform)
                .hasMessageContaining("DIRACX_DB_URL_*");
        assertThatCode(() -> MariaDbFiles.requirePlatform("Linux amd64")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void impossiblePortsAreRefused(int port) {
        assertThatThrownBy(() -> StackOptions.in(Path.of("stack")).withPorts(port, 0, 0))
                .isInstanceOf(DevStackException.class)
                .hasMessage("kafkaPort is " + port + "; allowed are 1 to 65535, or 0 for a free port");
    }

    @Test
    void portWithAListenerIsNotFree() throws Exception {
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(Ports.address(0));

            assertThat(Ports.isFree(listener.getLocalPort())).isFalse();
        }
    }
}
