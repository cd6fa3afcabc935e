package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Names;
import dev.holdfast.liquibase.internal.TableChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * A change for one column that holds cells, or is to hold them.
 *
 * <p>Keys never pass through a migration: what is encrypted, and when, is the application's.
 */
public abstract sealed class CellsChange extends TableChange
        permits AllowClearTextChange, DecryptColumnChange, EncryptExistingColumnChange, RequireEncryptionChange {
    private @Nullable String columnName;

    CellsChange() {}

    final CellColumn cells(Names names) {
        return new CellColumn(this, names);
    }

    final String column() {
        return String.valueOf(columnName);
    }

    @DatabaseChangeProperty(description = "The column", requiredForDatabase = "all", supportsDatabase = "postgresql")
    public @Nullable String getColumnName() {
        return columnName;
    }

    public void setColumnName(@Nullable String columnName) {
        this.columnName = columnName;
    }
}
