package dev.holdfast.changelog;

import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The changes that make tables, their types, keys, indexes and references: Liquibase's own, and plain SQL. */
public final class TableChanges {

    private final Schema schema;
    private final ChangelogXml xml;

    TableChanges(Schema schema, ChangelogXml xml) {
        this.schema = schema;
        this.xml = xml;
    }

    /** Drops a foreign key of a table. */
    public static Change dropForeignKey(Table table, String constraintName) {
        return Change.of("dropForeignKeyConstraint")
                .with("baseTableSchemaName", table.schemaName())
                .with("baseTableName", table.name())
                .with("constraintName", constraintName);
    }

    /** Makes the foreign key of a reference to a table of nobody's rows. */
    static Change addForeignKey(Reference reference) {
        Change between = Attributes.between(
                "addForeignKeyConstraint", (Table) reference.from().source(), (Table)
                        reference.to().source());
        return Attributes.ofReference(between, reference)
                .with("onDelete", reference.onDelete().name().replace('_', ' '));
    }

    void writeSchemas() {
        schemaNames().forEach(this::writeSchema);
    }

    /** The schemas that tables and enum types name. */
    private Set<String> schemaNames() {
        Set<String> names = new LinkedHashSet<>();
        for (Table table : schema.tables()) {
            Optional.ofNullable(table.schemaName()).ifPresent(names::add);
            for (AnyColumn<?> column : table.columns()) {
                SqlType<?> type = enumType(column.type());
                List<String> parts = type == null ? List.of() : Identifiers.parts(type.name());
                if (parts.size() > 1) {
                    names.add(parts.get(0));
                }
            }
        }
        return names;
    }

    /** Not "create schema if not exists", which needs the right to create one where it exists, too. It may hold more by the time of a rollback. */
    private void writeSchema(String name) {
        String quoted = Identifiers.quoted(name);
        xml.open("schema " + name);
        xml.add(Change.sql("do $holdfast$ begin if to_regnamespace('" + quoted.replace("'", "''")
                + "') is null then create schema " + quoted + "; end if; end $holdfast$"));
        xml.grant("usage on schema " + quoted);
        xml.noRollback();
        xml.close();
    }

    /** But for those that are there. */
    void writeEnumTypes(Set<String> there) {
        enumTypes().forEach((name, type) -> {
            if (!there.contains(type.castName())) {
                writeEnumType(name, type);
            }
        });
    }

    /** PostgreSQL's enum types by their names, with the constants of the first column that has each. */
    private Map<String, SqlType<?>> enumTypes() {
        Map<String, SqlType<?>> types = new LinkedHashMap<>();
        for (Table table : schema.tables()) {
            for (AnyColumn<?> column : table.columns()) {
                SqlType<?> type = enumType(column.type());
                if (type != null && type.javaClass().isEnum()) {
                    SqlType<?> first = types.putIfAbsent(type.name(), type);
                    if (first != null && !labels(first).equals(labels(type))) {
                        throw new SchemaException("The enum type " + type.name() + " is declared with other labels by "
                                + column.qualifiedName() + " than before it: declare it once, as a constant");
                    }
                }
            }
        }
        return types;
    }

    /** PostgreSQL's enum type that a column's values or an array's elements have; null for another type. */
    private static @Nullable SqlType<?> enumType(SqlType<?> type) {
        SqlType<?> element = type.element() == null ? type : type.element();
        return element.wire() == Wire.ENUM ? element : null;
    }

    private static String labels(SqlType<?> type) {
        return Arrays.stream(type.javaClass().getEnumConstants())
                .map(constant -> "'" + type.toWire(constant).toString().replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
    }

    private void writeEnumType(String name, SqlType<?> type) {
        xml.open("type " + name);
        xml.add(Change.sql("create type " + name + " as enum (" + labels(type) + ")"));
        xml.rollback("drop type " + name);
        xml.close();
    }

    /** The table, its keys, whose rows it has, and who may use it. */
    void writeTable(Table table) {
        xml.open(table.qualifiedName());
        xml.line(2, Attributes.ofTable("createTable", table).openTag(">"));
        table.columns().stream().filter(TableChanges::isCreatedWithTable).forEach(this::writeColumn);
        xml.line(2, "</createTable>");
        if (!table.primaryKey().isEmpty()) {
            xml.add(Attributes.ofTable("addPrimaryKey", table)
                    .with("constraintName", schema.primaryKeyName(table))
                    .with("columnNames", Attributes.names(Attributes.tenantFirst(table, table.primaryKey()))));
        }
        if (!table.isSoftDeletable()) { // else its keys count live rows, which it has only then
            writeKeys(table, key -> !Keys.isLate(key));
        }
        if (table.tenantKey() != null) {
            xml.add(TenancyChanges.enableTenancy(table));
        }
        xml.close();
        if (table.tenantKey() == null) {
            writeGrants(table);
        }
    }

    /** What PostgreSQL computes, and what the application encrypts, comes by changes of its own. */
    private static boolean isCreatedWithTable(AnyColumn<?> column) {
        return column.metadata().generatedSql() == null && !EncryptionChanges.concern(column);
    }

    /** A column of a table that is there; nullable, where its rows can't have a value yet. */
    void writeAddedColumn(AnyColumn<?> column, boolean nullable) {
        xml.line(2, Attributes.ofTable("addColumn", (Table) column.source()).openTag(">"));
        writeColumn(column, nullable);
        xml.line(2, "</addColumn>");
    }

    private void writeColumn(AnyColumn<?> column) {
        writeColumn(column, column.isNullable());
    }

    private void writeColumn(AnyColumn<?> column, boolean nullable) {
        boolean computed =
                column.metadata().defaultSql() != null && column.metadata().role() != ColumnRole.TENANT_KEY;
        Change change = Change.of("column")
                .with("name", column.name())
                .with("type", liquibaseType(column.type()))
                .with("defaultValueComputed", computed ? column.metadata().defaultSql() : null)
                .with("autoIncrement", column.metadata().isIdentity() ? "true" : null)
                .with("generationType", column.metadata().isIdentity() ? "BY DEFAULT" : null);
        if (nullable) {
            xml.add(3, change);
        } else {
            xml.line(3, change.openTag(">") + "<constraints nullable=\"false\"/></column>");
        }
    }

    /**
     * Liquibase has types of its own, such as currency, writes every other name in capitals, and drops the brackets of an
     * array behind a name of two words: Holdfast's type doesn't.
     */
    private static String liquibaseType(SqlType<?> type) {
        boolean asGiven =
                enumType(type) != null || (type.element() != null && type.name().indexOf(' ') >= 0);
        return asGiven ? "holdfast.type(" + type.name() + ")" : type.name();
    }

    /** A table of nobody's rows: both roles may read and write it; narrow that where it is reference data. */
    private void writeGrants(Table table) {
        xml.open("grants on " + table.qualifiedName());
        String rights = table.isSoftDeletable() ? "select, insert, update" : "select, insert, update, delete";
        xml.grant(rights + " on " + Attributes.sqlName(table));
        xml.noRollback();
        xml.close();
    }

    /** The indexes of a soft-deletable table are written with those of live rows. */
    void writeKeysOverBlindIndexes(Table table) {
        Predicate<Table.Key> chosen =
                key -> Keys.comesWithBlindIndexes(key) && (key.unique() || !table.isSoftDeletable());
        if (schema.keyNames(table).keySet().stream().anyMatch(chosen)) {
            xml.open(table.qualifiedName() + " keys over blind indexes");
            writeKeys(table, chosen);
            xml.close();
        }
    }

    /** In plain SQL: Liquibase's createTable cuts the expression off a type that it knows. */
    void writeGenerated(Table table) {
        List<AnyColumn<?>> generated = table.columns().stream()
                .filter(c -> c.metadata().generatedSql() != null)
                .toList();
        if (!generated.isEmpty()) {
            writeGenerated(table, generated, table.qualifiedName() + " generated columns", Keys::isComputed);
        }
    }

    /** With the keys and indexes that are chosen. */
    void writeGenerated(Table table, List<AnyColumn<?>> generated, String id, Predicate<Table.Key> keys) {
        xml.open(id);
        String added = generated.stream()
                .map(c -> " add column " + Identifiers.quoted(c.name()) + " "
                        + c.type().name() + " generated always as ("
                        + c.metadata().generatedSql() + ") stored")
                .collect(Collectors.joining(","));
        xml.add(Change.sql("alter table " + Attributes.sqlName(table) + added));
        if (table.isSoftDeletable()) { // Liquibase's own changes of columns look after it
            xml.add(Change.sql(DeletionChanges.liveView("make", table)));
        }
        writeKeys(table, keys);
        String dropped = generated.stream()
                .map(c -> " drop column " + Identifiers.quoted(c.name()))
                .collect(Collectors.joining(","));
        String drop = "alter table " + Attributes.sqlName(table) + dropped;
        xml.rollback(
                table.isSoftDeletable()
                        ? DeletionChanges.liveView("drop", table) + "; " + drop + "; "
                                + DeletionChanges.liveView("make", table)
                        : drop);
        xml.close();
    }

    void writeKeys(Table table, Predicate<Table.Key> chosen) {
        Keys.chosen(schema.keyNames(table), chosen).forEach((key, name) -> {
            if (table.isSoftDeletable()) {
                xml.add(DeletionChanges.key(table, key, name));
            } else if (key.unique()) {
                xml.add(Attributes.ofTable("addUniqueConstraint", table)
                        .with("constraintName", name)
                        .with("columnNames", Attributes.names(Attributes.tenantFirst(table, key.columns()))));
            } else {
                writeIndex(table, key, name);
            }
        });
    }

    private void writeIndex(Table table, Table.Key key, String name) {
        xml.line(
                2,
                Attributes.ofTable("createIndex", table).with("indexName", name).openTag(">"));
        for (AnyColumn<?> column : Attributes.tenantFirst(table, key.columns())) {
            xml.add(3, Change.of("column").with("name", column.name()));
        }
        xml.line(2, "</createIndex>");
    }
}
