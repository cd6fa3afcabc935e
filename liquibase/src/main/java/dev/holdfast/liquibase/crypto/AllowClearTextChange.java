package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/**
 * {@code allowClearText}: lets clear text into an encrypted column, behind a zero byte, so that the application can decrypt it in
 * place; {@code decryptColumn} comes after that.
 *
 * <p>The rollback is what {@code requireEncryption} does, and refuses while a value is in clear.
 */
@DatabaseChange(
        name = "allowClearText",
        description = "Lets an encrypted column take clear text",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AllowClearTextChange extends CellsChange {

    /** Made by Liquibase. */
    public AllowClearTextChange() {}

    @Override
    protected void check(Consumer<String> error) {}

    @Override
    protected List<String> statements(Names names) {
        return cells(names).allowClear();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of(Block.of(cells(names).require()));
    }

    @Override
    public String getConfirmationMessage() {
        return "Column " + column() + " of " + table() + " takes clear text";
    }
}
