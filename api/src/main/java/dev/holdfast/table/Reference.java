package dev.holdfast.table;

import dev.holdfast.internal.Identifiers;
import java.util.List;

/**
 * A foreign key of one column; where both tables are tenant-owned the key in PostgreSQL has the tenant as well.
 *
 * @param from the referring column
 * @param to the column referred to
 * @param onDelete what happens to the referring row
 */
public record Reference(AnyColumn<?> from, AnyColumn<?> to, OnDelete onDelete) {

    /** The constraint's name where the schema's changelog made it, such as {@code articles_author_id_fkey}. */
    public String constraintName() {
        Source table = from.source();
        List<String> parts = List.of(table.name(), from.name());
        // A second key beside it, over live rows, has the name with _live behind it.
        boolean soft = to.source() instanceof Table target && target.isSoftDeletable();
        int maxBytes = Identifiers.MAX_BYTES - (soft ? DerivedNames.LIVE.length() : 0);
        String name = Identifiers.derived(parts, DerivedNames.FOREIGN_KEY, maxBytes);
        return table.tenantKey() != null && name.equals(DerivedNames.tenantForeignKey(table))
                ? Identifiers.derivedWithHash(parts, DerivedNames.FOREIGN_KEY, maxBytes)
                : name;
    }
}
