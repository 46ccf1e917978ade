package org.diracgrid.ingest.devstack;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a parameter of type {@link DevStack}: one stack for all tests of a JVM, in the module's {@code target/devstack}. A server starts
 * when a test first asks for it and ends with the JVM. Tests share the servers, so each makes its own databases, topics and indices.
 */
public final class DevStackExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(DevStackExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == DevStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The root store lives as long as the test run and closes what it holds.
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(DevStack.class, key -> startNothingYet());
    }

    private static DevStack startNothingYet() {
        Path directory = Path.of(System.getProperty("basedir", ""), "target", "devstack");
        return DevStack.start(StackOptions.in(directory).withParts().withFresh(true));
    }
}
