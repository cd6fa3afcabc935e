package dev.holdfast.examples.support;

import dev.holdfast.testkit.PostgresServer;
import java.util.concurrent.atomic.AtomicInteger;

/** The one server of this JVM, started when it is first asked for. */
final class Server {

    static final PostgresServer RUNNING =
            System.getenv("HOLDFAST_JDBC_URL") == null ? PostgresServer.start() : PostgresServer.find();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Server() {}

    /** A name that no other run on the same server has. */
    static String nextName() {
        return "holdfast_example_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    }
}
