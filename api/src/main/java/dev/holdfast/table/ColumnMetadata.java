package dev.holdfast.table;

import dev.holdfast.sql.SqlPart;
import org.jspecify.annotations.Nullable;

/**
 * How a column is declared, for what generates or checks schemas. Statements don't need it. Immutable.
 *
 * @see AnyColumn#metadata
 */
public final class ColumnMetadata {

    private final AnyColumn<?> column;

    ColumnMetadata(AnyColumn<?> column) {
        this.column = column;
    }

    /** True where the column is part of the primary key. */
    public boolean isPrimaryKey() {
        return column.isPrimaryKey();
    }

    /** True where a value is unique, within its tenant if the table has one. */
    public boolean isUnique() {
        return column.isUnique();
    }

    /** What the column is for. */
    public ColumnRole role() {
        return column.role();
    }

    /** The default's SQL, or null. */
    public @Nullable String defaultSql() {
        return column.definition().defaultSql();
    }

    /** The expression of a stored generated column, or null. */
    public @Nullable String generatedSql() {
        return column.definition().generatedSql();
    }

    /** True where PostgreSQL numbers the rows. */
    public boolean isIdentity() {
        return column.definition().identity();
    }

    /** The foreign key, or null. */
    public @Nullable Reference reference() {
        return column.reference();
    }

    /** True where an insert may leave the column out. */
    public boolean isOptionalOnInsert() {
        return column.isNullable() || defaultSql() != null || generatedSql() != null || isIdentity();
    }

    /** The column as it stands in the table, where writing it says more: an encrypted one adds what it is bound to. */
    public SqlPart asStored() {
        return column::writeReference;
    }

    @Override
    public String toString() {
        return column.toString();
    }
}
