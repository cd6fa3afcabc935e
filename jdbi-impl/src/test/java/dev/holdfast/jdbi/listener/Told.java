package dev.holdfast.jdbi.listener;

import dev.holdfast.listener.ExecutedStatement;
import dev.holdfast.listener.StatementListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class Told implements StatementListener {

    private final List<ExecutedStatement> statements = new CopyOnWriteArrayList<>();

    @Override
    public void executed(ExecutedStatement statement) {
        statements.add(statement);
    }

    List<ExecutedStatement> all() {
        return statements;
    }

    List<String> sql() {
        return statements.stream().map(ExecutedStatement::sql).toList();
    }

    ExecutedStatement only() {
        if (statements.size() != 1) {
            throw new AssertionError("Told of " + statements);
        }
        return statements.get(0);
    }

    void clear() {
        statements.clear();
    }
}
