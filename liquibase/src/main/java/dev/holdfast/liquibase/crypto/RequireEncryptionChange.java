package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/**
 * {@code requireEncryption}: from then on PostgreSQL refuses clear text in a column that {@code encryptExistingColumn}, or
 * {@code addEncryptedColumn} with {@code migrating}, let through.
 *
 * <p>It refuses while a value of any tenant is in clear, and says how many are. The rollback lets clear text through again.
 */
@DatabaseChange(
        name = "requireEncryption",
        description = "Lets an encrypted column take clear text no longer",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class RequireEncryptionChange extends CellsChange {

    /** Made by Liquibase. */
    public RequireEncryptionChange() {}

    @Override
    protected void check(Consumer<String> error) {}

    @Override
    protected List<String> statements(Names names) {
        return cells(names).require();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of(Block.of(cells(names).allowClear()));
    }

    @Override
    public String getConfirmationMessage() {
        return "Column " + column() + " of " + table() + " takes encrypted values only";
    }
}
