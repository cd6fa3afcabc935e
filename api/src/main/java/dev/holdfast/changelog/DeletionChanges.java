package dev.holdfast.changelog;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.value.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The changes that make tables soft-deletable, and the keys and references that count live rows. */
public final class DeletionChanges {

    private final Schema schema;
    private final ChangelogXml xml;

    DeletionChanges(Schema schema, ChangelogXml xml) {
        this.schema = schema;
        this.xml = xml;
    }

    /**
     * Makes a table soft-deletable: its columns for deletions, triggers, live view and purge function.
     *
     * @param table a {@link SoftDeletable} one
     */
    public static Change enableSoftDelete(Table table) {
        SoftDeletable soft = (SoftDeletable) table;
        AnyColumn<?> version = table.versionColumn();
        Interval after = soft.purgeAfter();
        return Attributes.withTenant(Attributes.ofTable("holdfast:enableSoftDelete", table), table)
                .with("keyColumns", Attributes.names(keyWithoutTenant(table)))
                .with("versionColumn", version == null ? null : version.name())
                .with("legalHold", soft.legalHold())
                .with("purgeAfter", after == null ? null : inWords(after));
    }

    /** Makes the foreign keys of a reference to a soft-deletable table, and what its {@code onDelete} asks for. */
    public static Change addSoftForeignKey(Reference reference) {
        Table from = (Table) reference.from().source();
        Table to = (Table) reference.to().source();
        Change keys = Attributes.ofReference(Attributes.between("holdfast:addSoftForeignKey", from, to), reference);
        return Attributes.withTenant(keys, to)
                .with("onDelete", reference.onDelete().name().toLowerCase(Locale.ROOT));
    }

    private static Change addLiveUniqueConstraint(Table table, List<AnyColumn<?>> columns, String name) {
        Change change = Attributes.ofTable("holdfast:addLiveUniqueConstraint", table)
                .with("columnNames", Attributes.names(columns));
        return Attributes.withTenant(change, table).with("constraintName", name);
    }

    private static List<AnyColumn<?>> keyWithoutTenant(Table table) {
        List<AnyColumn<?>> key = new ArrayList<>(table.primaryKey());
        key.removeIf(column -> column.equals(table.tenantKey()));
        return key;
    }

    /** The interval's parts that aren't nothing. */
    private static String inWords(Interval interval) {
        StringJoiner words = new StringJoiner(" ");
        addPart(words, interval.months(), "months");
        addPart(words, interval.days(), "days");
        addPart(words, interval.microseconds(), "microseconds");
        return words.toString();
    }

    private static void addPart(StringJoiner words, long amount, String unit) {
        if (amount != 0) {
            words.add(amount + " " + unit);
        }
    }

    /** What a soft-deletable table has beside its columns. */
    void write(Table table) {
        if (!table.isSoftDeletable()) {
            return;
        }
        xml.open(table.qualifiedName() + " soft delete");
        xml.add(enableSoftDelete(table));
        keys(table, key -> key.unique() && !Keys.isLate(key)).forEach((key, name) -> xml.add(key(table, key, name)));
        xml.close();
        writeIndexes(table, " live indexes", key -> !Keys.isLate(key));
    }

    void writeIndexesOverBlindIndexes(Table table) {
        if (table.isSoftDeletable()) {
            writeIndexes(table, " live indexes over blind indexes", Keys::comesWithBlindIndexes);
        }
    }

    private void writeIndexes(Table table, String changeSet, Predicate<Table.Key> chosen) {
        Map<Table.Key, String> indexes = keys(table, key -> !key.unique() && chosen.test(key));
        if (indexes.isEmpty()) {
            return;
        }
        xml.open(table.qualifiedName() + changeSet);
        indexes.forEach((key, name) -> xml.add(key(table, key, name)));
        xml.rollback("drop index "
                + indexes.values().stream()
                        .map(name -> Identifiers.quoted(table.schemaName(), name))
                        .collect(Collectors.joining(", ")));
        xml.close();
    }

    private Map<Table.Key, String> keys(Table table, Predicate<Table.Key> chosen) {
        return Keys.chosen(schema.keyNames(table), chosen);
    }

    /** A key or an index among live rows only, so that deleted ones neither take a value nor cost a page. */
    static Change key(Table table, Table.Key key, String name) {
        return key.unique()
                ? addLiveUniqueConstraint(table, key.columns(), name)
                // Liquibase's createIndex knows no condition.
                : Change.sql("create index " + Identifiers.quoted(name) + " on " + Attributes.sqlName(table) + " ("
                        + Attributes.sqlNames(Attributes.tenantFirst(table, key.columns()))
                        + ") where deleted_at is null");
    }

    /** The statement that makes or drops the live view. */
    static String liveView(String verb, Table table) {
        return "select holdfast." + verb + "_live_view('"
                + Attributes.sqlName(table).replace("'", "''") + "')";
    }
}
