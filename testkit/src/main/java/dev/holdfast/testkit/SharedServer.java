package dev.holdfast.testkit;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The one server of this JVM's test run, found or started when the first test asks for it and stopped when the JVM ends.
 * It hangs on the JVM rather than on JUnit's root context because one run may be several launches. Thread-safe.
 */
final class SharedServer {
    private static final FutureTask<PostgresServer> SERVER = new FutureTask<>(SharedServer::start);

    private SharedServer() {}

    static PostgresServer get() {
        SERVER.run(); // does nothing when it runs or ran already
        try {
            return SERVER.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("the test server", "interrupted while waiting for it", "Run the test again", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TestkitException cause
                    ? new TestkitException(cause.thing(), cause.problem(), cause.fix(), cause)
                    : new TestkitException("the test server", "it can't be started", "See the cause", e.getCause());
        }
    }

    private static PostgresServer start() {
        PostgresServer server = PostgresServer.find();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "holdfast-testkit-stop"));
        return server;
    }
}
