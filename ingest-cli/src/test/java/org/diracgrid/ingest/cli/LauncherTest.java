package org.diracgrid.ingest.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script in a checkout whose build and whose java are scripts that write down how they were called: it builds
 * when it must and only then, one build at a time, and hands everything on unchanged.
 */
@EnabledOnOs(OS.LINUX)
class LauncherTest {

    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then
                echo 'Picked up JAVA_TOOL_OPTIONS: -Dnote=version "11"' >&2
                echo 'openjdk version "VERSION" 2025-04-15 LTS' >&2
                exit 0
            fi
            for word in "$@"; do echo "<$word>"; done
            """;
    private static final String MAVEN = """
            #!/bin/sh
            echo "build $*" >>calls
            if [ -f wait ]; then while [ ! -f go ]; do sleep 0.05; done; fi
            if [ -f broken ]; then echo "a compiler is unhappy"; exit 1; fi
            mkdir -p ingest-cli/target
            """;

    @TempDir
    Path temporary;

    private final Map<Long, Path> errors = new HashMap<>();
    private Path checkout;
    private Path javaHome;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectories(temporary.resolve("a checkout"));
        javaHome = temporary.resolve("a jdk");
        Files.createDirectories(checkout.resolve("ingest-demo/src/main"));
        Files.writeString(source(), "class A {}");
        Path original = Path.of(System.getProperty("basedir", ".")).resolve("../ingest");
        Files.copy(original, checkout.resolve("ingest"), StandardCopyOption.COPY_ATTRIBUTES);
        script(checkout.resolve("mvnw"), MAVEN);
        script(javaHome.resolve("bin/java"), JAVA.replace("VERSION", "17.0.15"));
    }

    @Test
    void buildsOnFirstUseOnlyAndHandsTheWordsOn() throws Exception {
        Run first = run("produce", "a file", "", "*");
        Run second = run("produce", "a file", "", "*");

        assertThat(first.exitCode()).isZero();
        assertThat(first.err()).contains("building; the first time").endsWith("built\n");
        assertThat(first.out()).contains("<org.diracgrid.ingest.cli.CliMain>\n<produce>\n<a file>\n<>\n<*>\n");
        assertThat(first.out()).contains("<" + checkout.toRealPath() + "/ingest-cli/target/ingest-cli.jar:");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(builds()).containsExactly("build -q -Dquick -DskipTests package");
    }

    @Test
    void worksThroughASymbolicLinkFromAnyDirectory() throws Exception {
        Path link = temporary.resolve("link");
        Files.createSymbolicLink(link, Path.of("a checkout/ingest"));

        Run run = finish(start(link, Map.of(), "check"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("<-Dingest.home=" + checkout.toRealPath() + ">");
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
        run("check");
        Files.setLastModifiedTime(source(), FileTime.from(Instant.now().plusSeconds(1)));
        Run changed = run("check");
        Files.setLastModifiedTime(source(), FileTime.from(Instant.EPOCH));
        run("check");
        Files.delete(source());
        run("check");

        assertThat(changed.err()).contains("sources have changed");
        assertThat(builds()).hasSize(3);
    }

    @Test
    void showsTheLogOfAFailedBuildAndBuildsAgainNextTime() throws Exception {
        Path broken = Files.createFile(checkout.resolve("broken"));
        Run failed = run("check");
        Files.delete(broken);
        Run repaired = run("check");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("a compiler is unhappy", "the build failed");
        assertThat(failed.out()).isEmpty();
        assertThat(repaired.exitCode()).isZero();
    }

    @Test
    void twoFirstUsesBuildOnce() throws Exception {
        Files.createFile(checkout.resolve("wait"));
        Process first = start(checkout.resolve("ingest"), Map.of(), "check");
        Awaitility.await().until(() -> Files.exists(checkout.resolve("calls")));
        Process second = start(checkout.resolve("ingest"), Map.of(), "check");
        Path secondErr = errorsOf(second);
        Awaitility.await().until(() -> Files.readString(secondErr).contains("waiting for another build"));
        Files.createFile(checkout.resolve("go"));

        assertThat(finish(first).exitCode()).isZero();
        assertThat(finish(second).exitCode()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void refusesAnOldJava() throws Exception {
        for (String version : List.of("1.8.0_422", "11.0.2", "16")) {
            script(javaHome.resolve("bin/java"), JAVA.replace("VERSION", version));
            Run run = run("check");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("JDK 17 or newer is needed").doesNotContain("building");
        }
        script(javaHome.resolve("bin/java"), JAVA.replace("VERSION", "25"));
        assertThat(run("check").out()).contains("<--enable-native-access=ALL-UNNAMED>");
    }

    @Test
    void saysThatJavaHomeIsWrong() throws Exception {
        Run run = finish(start(checkout.resolve("ingest"), Map.of("JAVA_HOME", "/no/such/jdk"), "check"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("JAVA_HOME is \"/no/such/jdk\", but there is no bin/java in it");
    }

    @Test
    void takesJavaFromThePathAndOptionsFromTheEnvironment() throws Exception {
        String path = javaHome.resolve("bin") + ":" + System.getenv("PATH");
        Run run = finish(start(
                checkout.resolve("ingest"),
                Map.of("JAVA_HOME", "", "PATH", path, "INGEST_JAVA_OPTS", "-Xmx64m -Da=b"),
                "check"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("<-Xmx64m>\n<-Da=b>\n<-cp>");
    }

    private record Run(int exitCode, String out, String err) {}

    private Run run(String... words) throws Exception {
        return finish(start(checkout.resolve("ingest"), Map.of(), words));
    }

    private Process start(Path launcher, Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().remove("INGEST_JAVA_OPTS");
        builder.environment().putAll(environment);
        Path err = Files.createTempFile(temporary, "err", "");
        builder.redirectError(err.toFile());
        Process process = builder.start();
        errors.put(process.pid(), err);
        return process;
    }

    private Path errorsOf(Process process) {
        return errors.get(process.pid());
    }

    private Run finish(Process process) throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.exitValue(), out, Files.readString(errorsOf(process)));
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(checkout.resolve("calls"));
    }

    private Path source() {
        return checkout.resolve("ingest-demo/src/main/A.java");
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
