package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import liquibase.ChecksumVersion;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addEncryptedColumn}: a new column for values that the application encrypts, with a check that refuses anything else,
 * and with a blind index where one is named.
 *
 * <p>The rollback drops them, and PostgreSQL refuses it while a row of any tenant has a value, unless {@code discard} is true.
 */
@DatabaseChange(
        name = "addEncryptedColumn",
        description = "Adds a column of encrypted values, with a blind index",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddEncryptedColumnChange extends BlindIndexedChange {
    private @Nullable String columnName;
    private @Nullable Boolean nullable;
    private @Nullable Boolean migrating;
    private @Nullable Boolean discard;

    /** Made by Liquibase. */
    public AddEncryptedColumnChange() {}

    @Override
    protected void check(Consumer<String> error) {
        super.check(error);
        String index = getBlindIndexName();
        if (index == null && (getBlindIndexBits() != null || uniquely())) {
            error.accept("blindIndexBits and unique are of the blind index: give blindIndexName, too");
        }
        if (column().equals(index)) {
            error.accept("columnName and blindIndexName are both " + index + ": a blind index has a column of its own");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        String column = names.column(column());
        List<BlindIndex> indexes = indexes(names);
        List<String> actions = new ArrayList<>();
        actions.add("add column " + column + " bytea" + (Boolean.FALSE.equals(nullable) ? " not null" : ""));
        // Ciphertext can't be compressed, so PostgreSQL shouldn't try.
        actions.add("alter column " + column + " set storage external");
        actions.add(new CellCheck(names, table(), column()).add(Boolean.TRUE.equals(migrating)));
        indexes.forEach(index -> actions.addAll(index.addColumn()));

        List<String> sql = new ArrayList<>();
        sql.add("alter table " + table(names) + "\n    " + String.join(",\n    ", actions));
        indexes.forEach(index -> sql.add(index.createIndex()));
        sql.add(makeLiveView(names));
        return sql;
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        boolean guarded = !Boolean.TRUE.equals(discard);
        List<String> actions = new ArrayList<>();
        actions.add("drop column " + names.column(column()));
        indexes(names).forEach(index -> actions.add(index.dropColumn()));

        List<String> sql = new ArrayList<>();
        sql.add(lock(names));
        if (guarded) {
            sql.addAll(acrossTenants(names, refusal(names)));
        }
        sql.add(dropLiveView(names));
        sql.add("alter table " + table(names) + " " + String.join(", ", actions));
        sql.add(makeLiveView(names));
        return List.of(Block.of(guarded ? "lost bigint" : "", sql));
    }

    private String refusal(Names names) {
        String message = "The rollback of addEncryptedColumn on " + table(names).replace("%", "%%")
                + " is refused: % of its rows have a value in " + column().replace("%", "%%")
                + ", which would be lost. Set discard=\"true\" on the change to let that happen.";
        return "select count(*) into lost from " + table(names) + " where " + names.column(column()) + " is not null;\n"
                + "if lost > 0 then\n    raise exception " + Names.literal(message)
                + ",\n        lost using errcode = 'object_not_in_prerequisite_state';\nend if";
    }

    /** So that {@code discard} can be set on a change that has run, for the rollback that needs it. */
    @Override
    public String[] getExcludedFieldFilters(ChecksumVersion checksumVersion) {
        return new String[] {"discard"};
    }

    @Override
    public String getConfirmationMessage() {
        return "Encrypted column " + columnName + " added to " + table();
    }

    private String column() {
        return String.valueOf(columnName);
    }

    private List<BlindIndex> indexes(Names names) {
        String index = getBlindIndexName();
        return index == null ? List.of() : List.of(new BlindIndex(this, index, names));
    }

    @DatabaseChangeProperty(
            description = "The new column, which is a bytea",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getColumnName() {
        return columnName;
    }

    public void setColumnName(@Nullable String columnName) {
        this.columnName = columnName;
    }

    @DatabaseChangeProperty(
            description = "Whether the column takes null; true where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getNullable() {
        return nullable;
    }

    public void setNullable(@Nullable Boolean nullable) {
        this.nullable = nullable;
    }

    @DatabaseChangeProperty(
            description = "Whether values in clear text, behind a zero byte, are let through; false where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getMigrating() {
        return migrating;
    }

    public void setMigrating(@Nullable Boolean migrating) {
        this.migrating = migrating;
    }

    @DatabaseChangeProperty(
            description =
                    "true lets a rollback drop the column although values would be lost; not part of the checksum",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getDiscard() {
        return discard;
    }

    public void setDiscard(@Nullable Boolean discard) {
        this.discard = discard;
    }
}
