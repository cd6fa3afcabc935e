package dev.holdfast.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a change can't be undone. Texts of these show no values but the row's key. */
public sealed interface RevertConflict {

    /** The change that was to be undone. */
    AuditEntry entry();

    /**
     * The row has another value than the change gave it: somebody changed it since.
     *
     * @param column the column's name
     * @param expected what the change made of it, as PostgreSQL's text; null for NULL
     * @param actual what it is now; null for NULL. Of an encrypted column both are texts of ciphertexts
     */
    record ValueDiffers(
            AuditEntry entry,
            String column,
            @Nullable String expected,
            @Nullable String actual) implements RevertConflict {

        @Override
        public String toString() {
            return entry.what() + ": its " + column + " was changed since";
        }
    }

    /** There is no such row any more, or the session doesn't see it. */
    record RowGone(AuditEntry entry) implements RevertConflict {

        @Override
        public String toString() {
            return entry.what() + ": the row isn't there any more";
        }
    }

    /** There is a row with this key again. */
    record RowExists(AuditEntry entry) implements RevertConflict {

        @Override
        public String toString() {
            return entry.what() + ": a row with this key is there again";
        }
    }

    /**
     * The row that is to be deleted was changed since it was inserted.
     *
     * @param sequence of the first entry that did
     */
    record ChangedSince(AuditEntry entry, long sequence) implements RevertConflict {

        @Override
        public String toString() {
            return entry.what() + ": the row was changed since, by the entry " + sequence;
        }
    }

    /**
     * A unique key or foreign key is in the way, or another constraint.
     *
     * @param table the table that has it; null where PostgreSQL doesn't say
     * @param constraint its name; null where PostgreSQL doesn't say, as of a value that doesn't fit the column any more
     * @param sqlState PostgreSQL's code of the refusal, such as {@code 23505} for a unique key
     */
    record ConstraintInTheWay(
            AuditEntry entry,
            @Nullable String table,
            @Nullable String constraint,
            String sqlState) implements RevertConflict {

        @Override
        public String toString() {
            return entry.what() + ": "
                    + (constraint == null ? "PostgreSQL refuses it" : constraint + " of " + table + " is in the way")
                    + " [" + sqlState + "]";
        }
    }

    /**
     * Rows of another table refer to the row that is to be deleted, and would go or be changed with it.
     *
     * @param table the referring table
     * @param constraint the foreign key that would do it
     */
    record StillReferred(AuditEntry entry, String table, String constraint) implements RevertConflict {

        @Override
        public String toString() {
            return entry.what() + ": rows of " + table + " refer to it, and would be changed by " + constraint;
        }
    }

    /**
     * Values that are needed aren't recorded.
     *
     * @param columns that have neither a value nor a default, and can't be NULL; empty where the whole table was emptied
     */
    record ValuesMissing(AuditEntry entry, List<String> columns) implements RevertConflict {

        public ValuesMissing {
            columns = List.copyOf(columns);
        }

        @Override
        public String toString() {
            return entry.what()
                    + (columns.isEmpty()
                            ? ": which rows there were isn't recorded"
                            : ": nothing is recorded of " + columns);
        }
    }

    /**
     * Columns that the change was about aren't there any more, or have another name.
     *
     * @param columns the names that they had last
     */
    record ColumnsGone(AuditEntry entry, List<String> columns) implements RevertConflict {

        public ColumnsGone {
            columns = List.copyOf(columns);
        }

        @Override
        public String toString() {
            return entry.what() + ": the table has no " + columns + " any more";
        }
    }
}
