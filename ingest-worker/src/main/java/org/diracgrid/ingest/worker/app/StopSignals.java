package org.diracgrid.ingest.worker.app;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM and SIGINT: the first asks, the second does not ask. A shutdown hook would not do, since the virtual machine
 * takes no further signal once its hooks run. {@code sun.misc.Signal} is in {@code jdk.unsupported}, which every JDK
 * has, but javac warns about each mention of it with no way to say that it is meant; hence reflection.
 *
 * <p>Thread-safe: signals arrive on threads of the virtual machine.
 */
final class StopSignals implements AutoCloseable {

    /** What a shell reports for a process that SIGINT ended; the second signal is nearly always Ctrl-C. */
    private static final int EXIT_FORCED = 130;

    private static final List<String> NAMES = List.of("TERM", "INT");

    private final AtomicInteger heard = new AtomicInteger();
    private final Runnable onFirst;
    private final List<Object> handlersBefore = new ArrayList<>();

    /**
     * Makes the handler, which hears nothing yet.
     *
     * @param onFirst called once, on a thread of the virtual machine
     */
    StopSignals(Runnable onFirst) {
        this.onFirst = onFirst;
    }

    /** Takes the signals over until it is closed. */
    void take() {
        try {
            var handler = Proxy.newProxyInstance(
                    StopSignals.class.getClassLoader(),
                    new Class<?>[] {Class.forName("sun.misc.SignalHandler")},
                    this::answer);
            for (var name : NAMES) {
                handlersBefore.add(handle(name, handler));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no sun.misc.Signal", e);
        }
    }

    /** The proxy's methods: {@code SignalHandler.handle}, and those of Object, which it may be asked for as well. */
    private @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "handle" -> {
                heard();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            default -> "StopSignals";
        };
    }

    private void heard() {
        if (heard.incrementAndGet() == 1) {
            onFirst.run();
        } else {
            Runtime.getRuntime().halt(EXIT_FORCED);
        }
    }

    /** Sets the handler of a signal and returns the one before. */
    private static Object handle(String name, Object handler) throws ReflectiveOperationException {
        var signalType = Class.forName("sun.misc.Signal");
        var handlerType = Class.forName("sun.misc.SignalHandler");
        var signal = signalType.getConstructor(String.class).newInstance(name);
        return signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }

    @Override
    public void close() {
        try {
            for (int i = 0; i < handlersBefore.size(); i++) {
                handle(NAMES.get(i), handlersBefore.get(i));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the signal handlers cannot be given back", e);
        }
    }
}
