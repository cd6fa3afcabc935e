package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * {@code encryptExistingColumn}: turns a column of clear text into one of cells, whose values are still in clear, each behind a
 * zero byte. The application then encrypts them, in migrating mode, and {@code requireEncryption} closes the door behind that.
 *
 * <p>It rewrites the table under an exclusive lock, drops the column's default, and refuses while an index, a constraint, a
 * trigger, a generated column or a view other than the live one depends on it. The rollback needs {@code columnDataType}, and
 * refuses while a value is encrypted.
 */
@DatabaseChange(
        name = "encryptExistingColumn",
        description = "Turns a column of clear text into one that can hold encrypted values",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class EncryptExistingColumnChange extends CellsChange {
    private @Nullable String columnDataType;

    /** Made by Liquibase. */
    public EncryptExistingColumnChange() {}

    @Override
    protected void check(Consumer<String> error) {
        if (columnDataType != null && columnDataType.isBlank()) {
            error.accept("columnDataType is blank; leave it out, or say what type the column has");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        return cells(names).fromClear(columnDataType);
    }

    @Override
    protected @Nullable List<String> rollbackStatements(Names names) {
        return columnDataType == null ? null : List.of(cells(names).toClear(columnDataType));
    }

    @Override
    public boolean supportsRollback(Database database) {
        return columnDataType != null && super.supportsRollback(database);
    }

    @Override
    public String getConfirmationMessage() {
        return "Column " + column() + " of " + table() + " can hold encrypted values";
    }

    @DatabaseChangeProperty(
            description = "The type that the column has, which a rollback gives back; without it there is no rollback",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getColumnDataType() {
        return columnDataType;
    }

    public void setColumnDataType(@Nullable String columnDataType) {
        this.columnDataType = columnDataType;
    }
}
