package dev.holdfast.query;

import dev.holdfast.error.RowDeletedException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An insert, update or delete as a value: immutable, thread-safe, and free of any connection. A session runs it. */
public interface Mutation {

    /** The statement's texts: one, or several where an insert has more rows than one statement can carry. */
    List<SqlText> texts(Audience audience);

    /** What must hold if a single row was named by its version; else null. */
    default @Nullable VersionCheck versionCheck() {
        return null;
    }

    /** Asks for the deleted row that it would have changed if that were live; null where there is no such thing. */
    default @Nullable SelectQuery<RowDeletedException> deletedCheck() {
        return null;
    }

    /** What it is, for messages: the verb and the table. */
    String describe();

    /** The SQL for a tenant's session, with {@code ?} for the parameters; needs no database. */
    default String toSql() {
        return String.join(
                ";\n", texts(Audience.TENANT).stream().map(SqlText::sql).toList());
    }
}
