package dev.holdfast.jdbi.internal.session;

import dev.holdfast.sql.JsonCodec;
import dev.holdfast.table.Schema;
import org.jspecify.annotations.Nullable;

/** What the sessions over one data source share. Immutable and thread-safe. */
public final class Engine {

    private final Connections connections;
    private final Statements statements;
    private final OpenTransactions openTransactions;
    private final Schema schema;
    private final Parts parts;

    /**
     * Put together once for each data source.
     *
     * @param json null where no column is {@code jsonb}
     */
    public Engine(
            Connections connections,
            @Nullable JsonCodec json,
            OpenTransactions openTransactions,
            Schema schema,
            Parts parts) {
        this.connections = connections;
        this.statements = new Statements(json, connections.observers());
        this.openTransactions = openTransactions;
        this.schema = schema;
        this.parts = parts;
    }

    /** Whether somebody else's transaction is under way on this thread. */
    public boolean isSurrounded() {
        return connections.isSurrounded();
    }

    Connections connections() {
        return connections;
    }

    Statements statements() {
        return statements;
    }

    OpenTransactions openTransactions() {
        return openTransactions;
    }

    Schema schema() {
        return schema;
    }

    Parts parts() {
        return parts;
    }
}
