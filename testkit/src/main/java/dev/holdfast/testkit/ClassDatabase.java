package dev.holdfast.testkit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test class's database, which is checked for leaks and dropped when JUnit leaves the class. Thread-safe. */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes a CloseableResource only, later ones an AutoCloseable
final class ClassDatabase implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    private final TestDatabase database;
    private final String label;
    private int running;
    private long begun;

    ClassDatabase(TestDatabase database, String label) {
        this.database = database;
        this.label = label;
    }

    TestDatabase database() {
        return database;
    }

    synchronized Test begin() {
        running++;
        begun++;
        return new Test(begun, running == 1, database.tracker().mark());
    }

    private synchronized boolean noneSince(long number) {
        running--;
        return begun == number;
    }

    /** One test, from beginning to end. */
    final class Test {
        private final long number;
        private final boolean startedAlone;
        private final long mark;

        private Test(long number, boolean startedAlone, long mark) {
            this.number = number;
            this.startedAlone = startedAlone;
            this.mark = mark;
        }

        void end(String name) {
            if (noneSince(number) && startedAlone) {
                report(database.tracker().leakSince(mark, name));
            }
        }
    }

    @Override
    public void close() {
        try {
            report(database.tracker().leakSince(0, label));
        } finally {
            database.close();
        }
    }

    private static void report(Optional<AssertionError> leak) {
        if (leak.isPresent()) {
            throw leak.get();
        }
    }
}
