package org.diracgrid.ingest.devstack;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the command of a server that is a Java program with a class path of its own.
 *
 * <p>The node's own classes are on this class path too, as a folder or a jar in its module's {@code target}; the build puts the libraries of
 * the server in {@code target/server} next to it. So the one tells where the other is, inside a Maven build and outside.
 */
final class NodeJvm {
    private NodeJvm() {}

    /**
     * The command of {@code mainClass}.
     *
     * @param home the server's directory, which also marks the process
     * @param logging the name of its logging configuration on its class path
     */
    static ServerCommand command(
            Part part, Path home, List<String> jvmArguments, String logging, String mainClass, List<String> arguments) {
        String mark = "-Dingest.devstack.home=" + home;
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmArguments);
        words.add(mark);
        words.add("-Dlog4j2.configurationFile=" + logging);
        words.addAll(List.of("-cp", classPath(mainClass), mainClass));
        words.addAll(arguments);
        return new ServerCommand(part.title(), words, mark, home);
    }

    private static String classPath(String mainClass) {
        Path own = location(mainClass);
        Path libraries = own.resolveSibling("server");
        if (!Files.isDirectory(libraries)) {
            throw new DevStackException("the server's libraries are not in " + libraries
                    + "; build the project there with ./mvnw package -DskipTests");
        }
        return own + File.pathSeparator + libraries.resolve("*");
    }

    /** The folder or jar that holds {@code className}; the class itself is not loaded, because its server is not on this class path. */
    private static Path location(String className) {
        String resource = className.replace('.', '/') + ".class";
        URL url = NodeJvm.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new DevStackException(className + " is not on the class path");
        }
        String text = url.toString().replaceFirst("^jar:", "").replaceFirst("!?/" + resource + "$", "");
        try {
            return Path.of(new URI(text));
        } catch (URISyntaxException e) {
            throw new DevStackException("cannot tell where " + className + " is: " + url, e);
        }
    }
}
