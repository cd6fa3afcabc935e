package dev.holdfast.query;

import dev.holdfast.internal.Parameter;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.UUID;

/** How the stamps of a deletion are set and taken away: all at once, so that PostgreSQL's guard has nothing to add. */
final class DeletionStampSql {

    private DeletionStampSql() {}

    static void writeDeleted(Table table, UUID deletionId, SqlWriter out) {
        out.append("deleted_at = now(), deletion_id = ").parameter(id(table, deletionId));
        out.append(", deleted_by = nullif(current_setting('holdfast.actor', true), '')"
                + ", delete_reason = nullif(current_setting('holdfast.reason', true), '')");
        writeVersion(table, out);
    }

    static void writeRestored(Table table, SqlWriter out) {
        out.append("deleted_at = null, deletion_id = null, deleted_by = null, delete_reason = null");
        writeVersion(table, out);
    }

    static Parameter id(Table table, UUID deletionId) {
        return Parameter.of(deletionId, SqlTypes.UUID, table.name() + ".deletion_id");
    }

    private static void writeVersion(Table table, SqlWriter out) {
        AnyColumn<?> version = table.versionColumn();
        if (version != null) {
            Stamps.write(version, out);
        }
    }
}
