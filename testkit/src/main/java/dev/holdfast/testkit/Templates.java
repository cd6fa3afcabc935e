package dev.holdfast.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The template databases of one server: each template class is prepared once, by the first who asks, while others wait.
 * A template that fails isn't tried again: every class that wants it gets the same failure. Thread-safe.
 */
final class Templates {
    private final PostgresServer server;
    private final Databases databases;
    private final Map<Class<? extends DatabaseTemplate>, FutureTask<String>> prepared = new ConcurrentHashMap<>();

    Templates(PostgresServer server, Databases databases) {
        this.server = server;
        this.databases = databases;
    }

    /** The name of the template's database, prepared and closed to connections. */
    String nameOf(Class<? extends DatabaseTemplate> template) {
        FutureTask<String> task = prepared.computeIfAbsent(template, type -> new FutureTask<>(() -> prepare(type)));
        task.run(); // does nothing when it runs or ran already
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(template, e);
        } catch (ExecutionException e) {
            throw failed(template, e.getCause() == null ? e : e.getCause());
        }
    }

    private static TestkitException failed(Class<?> template, Throwable cause) {
        return new TestkitException(
                "template " + template.getName(),
                "it couldn't prepare its database: " + cause.getMessage(),
                "See the cause; it isn't tried again in this run",
                cause);
    }

    private String prepare(Class<? extends DatabaseTemplate> template) throws Exception {
        String name = databases.freeName("template_" + template.getSimpleName());
        TestDatabase database = server.createDatabase(name);
        instance(template).prepare(database);
        var leak = database.tracker().leakSince(0, "the template " + template.getName());
        if (leak.isPresent()) {
            throw leak.get();
        }
        database.closeIdleConnections();
        databases.seal(name);
        return name;
    }

    private static DatabaseTemplate instance(Class<? extends DatabaseTemplate> template) throws Exception {
        try {
            Constructor<? extends DatabaseTemplate> constructor = template.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new TestkitException(
                    "template " + template.getName(),
                    "it has no constructor without parameters",
                    "Give it one; an inner class has to be static",
                    e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    void drop() {
        prepared.keySet().forEach(template -> databases.drop(nameOf(template)));
    }
}
