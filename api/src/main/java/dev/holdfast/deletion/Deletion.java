package dev.holdfast.deletion;

import dev.holdfast.table.Table;
import java.util.UUID;

/**
 * A soft deletion: the rows that one statement hid, those of other tables included that it cascaded to. All of them
 * carry its id. Immutable; keep it, or its id, to restore exactly these rows.
 *
 * @param id what the rows have in {@code deletion_id}
 * @param counts how many rows of which table it hid when it ran
 */
public record Deletion(UUID id, TableCounts counts) {

    /** How many rows of a table it hid. */
    public long count(Table table) {
        return counts.of(table);
    }

    /** How many rows it hid, in all tables. */
    public long total() {
        return counts.total();
    }

    /** True where it hid nothing: no live row was meant. */
    public boolean isEmpty() {
        return total() == 0;
    }
}
