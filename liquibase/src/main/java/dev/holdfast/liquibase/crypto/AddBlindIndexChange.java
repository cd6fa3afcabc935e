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
 * {@code addBlindIndex}: one more blind index for encrypted columns that are there, as a second one while a key or a
 * normalisation changes, or one over several columns.
 *
 * <p>It is empty until the application fills it, and so finds nothing and refuses nothing before. The rollback drops it: its
 * content can be computed again.
 */
@DatabaseChange(
        name = "addBlindIndex",
        description = "Adds a blind index for encrypted columns",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddBlindIndexChange extends BlindIndexedChange {
    private @Nullable String columnNames;

    /** Made by Liquibase. */
    public AddBlindIndexChange() {}

    @Override
    protected void check(Consumer<String> error) {
        super.check(error);
        List<String> columns = Names.split(String.valueOf(columnNames));
        if (columns.isEmpty()) {
            error.accept("columnNames names no column");
        }
        if (columns.contains(indexColumn())) {
            error.accept(indexColumn() + " is in columnNames, too: a blind index has a column of its own");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        BlindIndex index = index(names);
        return List.of(
                "alter table " + table(names) + "\n    " + String.join(",\n    ", index.addColumn()),
                index.createIndex(),
                makeLiveView(names));
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of(Block.of(List.of(
                lock(names),
                dropLiveView(names),
                "alter table " + table(names) + " " + index(names).dropColumn(),
                makeLiveView(names))));
    }

    @Override
    public String getConfirmationMessage() {
        return "Blind index " + indexColumn() + " added to " + table();
    }

    private BlindIndex index(Names names) {
        return new BlindIndex(this, indexColumn(), names);
    }

    private String indexColumn() {
        String given = getBlindIndexName();
        return given != null
                ? given
                : Names.made(String.join("_", Names.split(String.valueOf(columnNames))), "", "_bidx");
    }

    @DatabaseChangeProperty(
            description = "The encrypted columns that it is over, separated by commas; they give it its name",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getColumnNames() {
        return columnNames;
    }

    public void setColumnNames(@Nullable String columnNames) {
        this.columnNames = columnNames;
    }
}
