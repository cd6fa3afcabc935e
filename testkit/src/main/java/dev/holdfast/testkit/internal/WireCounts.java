package dev.holdfast.testkit.internal;

import java.util.ArrayList;
import java.util.List;

/** What went over the wire since the last reset, over all connections. Thread-safe. */
public final class WireCounts {
    private int flights;
    private int syncs;
    private final List<String> statements = new ArrayList<>();

    synchronized void flight() {
        flights++;
    }

    synchronized void sync() {
        syncs++;
    }

    synchronized void statement(String sql) {
        statements.add(sql.strip());
    }

    public synchronized int flights() {
        return flights;
    }

    public synchronized int syncs() {
        return syncs;
    }

    public synchronized List<String> statements() {
        return List.copyOf(statements);
    }

    public synchronized void reset() {
        flights = 0;
        syncs = 0;
        statements.clear();
    }
}
