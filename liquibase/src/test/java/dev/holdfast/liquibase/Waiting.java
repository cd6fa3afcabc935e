package dev.holdfast.liquibase;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** SQL that runs on a connection of its own while the test does something else. */
final class Waiting implements AutoCloseable {
    /** Not the common pool: with its one thread on two processors, who waits there keeps back who would free it. */
    static final Executor OWN_THREAD = work -> {
        Thread thread = new Thread(work, "waiting");
        thread.setDaemon(true);
        thread.start();
    };

    private final Session session;
    private final String backend;
    private final CompletableFuture<String> outcome;

    Waiting(Database database, String role, String sql) {
        session = database.session(role);
        backend = session.one("select pg_backend_pid()");
        outcome = CompletableFuture.supplyAsync(() -> run(sql), OWN_THREAD);
    }

    private String run(String sql) {
        try {
            session.run(sql);
            return "done";
        } catch (IllegalStateException e) {
            return e.getCause() instanceof SQLException error ? error.getSQLState() : "unknown";
        }
    }

    /** Returns once PostgreSQL says that it waits for a lock; fails after ten seconds. */
    void awaitLock(Session observer) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            if (observer.one("select count(*) from pg_locks where not granted and pid = " + backend)
                    .equals("1")) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("didn't wait for a lock: " + outcome);
    }

    /** "done", or the SQLSTATE that it ended in. */
    String outcome() throws InterruptedException {
        try {
            return outcome.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
