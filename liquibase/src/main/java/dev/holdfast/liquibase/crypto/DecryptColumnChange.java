package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code decryptColumn}: turns a column of cells, all of which the application has decrypted, into one of an ordinary type.
 *
 * <p>It rewrites the table under an exclusive lock, and refuses while a value is encrypted. Blind indexes stay: drop their
 * columns when nothing searches them any more. The rollback is what {@code encryptExistingColumn} does.
 */
@DatabaseChange(
        name = "decryptColumn",
        description = "Turns a column whose values were all decrypted into one of an ordinary type",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class DecryptColumnChange extends CellsChange {
    private @Nullable String columnDataType;

    /** Made by Liquibase. */
    public DecryptColumnChange() {}

    @Override
    protected void check(Consumer<String> error) {}

    @Override
    protected List<String> statements(Names names) {
        return List.of(cells(names).toClear(type()));
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of(Block.of(cells(names).fromClear(type())));
    }

    @Override
    public String getConfirmationMessage() {
        return "Column " + column() + " of " + table() + " is no longer encrypted";
    }

    private String type() {
        return String.valueOf(columnDataType);
    }

    @DatabaseChangeProperty(
            description = "The type that the column is to have, such as text or numeric(10, 2)",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getColumnDataType() {
        return columnDataType;
    }

    public void setColumnDataType(@Nullable String columnDataType) {
        this.columnDataType = columnDataType;
    }
}
