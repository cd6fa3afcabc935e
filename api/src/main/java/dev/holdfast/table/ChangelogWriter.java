package dev.holdfast.table;

import static dev.holdfast.table.ChangelogXml.attributes;
import static dev.holdfast.table.ChangelogXml.named;
import static dev.holdfast.table.ChangelogXml.names;
import static dev.holdfast.table.ChangelogXml.ordered;
import static dev.holdfast.table.ChangelogXml.put;
import static dev.holdfast.table.ChangelogXml.putTenant;
import static dev.holdfast.table.ChangelogXml.sqlName;

import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import dev.holdfast.value.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Writes the Liquibase changelog that creates a schema's tables. */
final class ChangelogWriter {

    private final Schema schema;
    private final DerivedNames derived;
    private final ChangelogXml xml;

    ChangelogWriter(Schema schema, DerivedNames derived, String author) {
        this.schema = schema;
        this.derived = derived;
        this.xml = new ChangelogXml(author);
    }

    String write() {
        xml.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <databaseChangeLog
                        xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                        xmlns:holdfast="http://www.holdfast.dev/xml/ns/dbchangelog"
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                        objectQuotingStrategy="QUOTE_ALL_OBJECTS"
                        xsi:schemaLocation="
                            http://www.liquibase.org/xml/ns/dbchangelog
                            http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd
                            http://www.holdfast.dev/xml/ns/dbchangelog
                            http://www.holdfast.dev/xml/ns/dbchangelog/holdfast.xsd">

                """);
        if (schema.tenantType() != null) {
            xml.tag(1, "property", ordered("name", "holdfast.tenantType", "value", tenantType()));
        }
        xml.tag(1, "include", ordered("file", "dev/holdfast/liquibase/changelog.xml"));
        schemaNames().forEach(this::writeSchema);
        enumTypes().forEach(this::writeEnumType);
        List<Table> ordered = schema.inDependencyOrder();
        ordered.forEach(this::writeTable);
        ordered.forEach(this::writeReferences);
        xml.line(0, "</databaseChangeLog>");
        return xml.toString();
    }

    private String tenantType() {
        return java.util.Objects.requireNonNull(schema.tenantType()).castName();
    }

    /** PostgreSQL's enum types by their names, with the constants of the first column that has each. */
    private Map<String, SqlType<?>> enumTypes() {
        Map<String, SqlType<?>> types = new LinkedHashMap<>();
        for (Table table : schema.tables()) {
            for (AnyColumn<?> column : table.columns()) {
                SqlType<?> element = column.type().element();
                SqlType<?> type = element == null ? column.type() : element;
                if (type.wire() == Wire.ENUM && type.javaClass().isEnum()) {
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

    private static String labels(SqlType<?> type) {
        return Arrays.stream(type.javaClass().getEnumConstants())
                .map(constant -> "'" + type.toWire(constant).toString().replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
    }

    private void writeEnumType(String name, SqlType<?> type) {
        xml.open("type " + name);
        xml.sql("create type " + name + " as enum (" + labels(type) + ")");
        xml.rollback("drop type " + name);
        xml.close();
    }

    /** The schemas that tables and enum types name. */
    private Set<String> schemaNames() {
        Set<String> names = new LinkedHashSet<>();
        for (Table table : schema.tables()) {
            Optional.ofNullable(table.schemaName()).ifPresent(names::add);
            for (AnyColumn<?> column : table.columns()) {
                List<String> type = NameRules.typeName(column.type());
                if (type.size() > 1) {
                    names.add(type.get(0));
                }
            }
        }
        return names;
    }

    /** Not "create schema if not exists", which needs the right to create one where it exists, too. It may hold more by the time of a rollback. */
    private void writeSchema(String name) {
        String quoted = Identifiers.quoted(name);
        xml.open("schema " + name);
        xml.sql("do $holdfast$ begin if to_regnamespace('" + quoted.replace("'", "''")
                + "') is null then create schema " + quoted + "; end if; end $holdfast$");
        xml.grant("usage on schema " + quoted);
        xml.noRollback();
        xml.close();
    }

    private void writeTable(Table table) {
        xml.open(table.qualifiedName());
        xml.line(2, "<createTable" + attributes(named(table)) + ">");
        table.columns().stream().filter(ChangelogWriter::isCreatedWithTable).forEach(this::writeColumn);
        xml.line(2, "</createTable>");
        if (!table.primaryKey().isEmpty()) {
            Map<String, String> key = named(table);
            key.put("constraintName", derived.primaryKey(table));
            key.put("columnNames", names(withTenant(table, table.primaryKey())));
            xml.tag(2, "addPrimaryKey", key);
        }
        if (!table.isSoftDeletable()) { // else its keys count live rows, which it has only then
            DerivedNames.allKeys(table).stream().filter(key -> !isLate(key)).forEach(key -> writeKey(table, key));
        }
        if (table.tenantKey() != null) {
            Map<String, String> tenancy = named(table);
            tenancy.put("tenantColumn", table.tenantKey().name());
            tenancy.put("tenantType", tenantType());
            if (!table.primaryKey().isEmpty()) {
                tenancy.put("index", "false"); // the primary key starts with the tenant
            }
            xml.tag(2, "holdfast:enableTenancy", tenancy);
        }
        xml.close();
        if (table.tenantKey() == null) {
            writeGrants(table); // before the live view, which is granted as the table is
        }
        if (table.isSoftDeletable()) {
            writeSoftDelete(table);
        }
        EncryptionChanges.write(table, xml);
        writeKeysOverBlindIndexes(table);
        writeGenerated(table);
    }

    private void writeKeysOverBlindIndexes(Table table) {
        Predicate<Table.Key> chosen = key -> isOverBlindIndex(key) && !isComputed(key);
        List<Table.Key> keys = table.keys().stream()
                .filter(key -> chosen.test(key) && (key.unique() || !table.isSoftDeletable()))
                .toList();
        if (!keys.isEmpty()) {
            xml.open(table.qualifiedName() + " keys over blind indexes");
            keys.forEach(key -> writeKey(table, key));
            xml.close();
        }
        if (table.isSoftDeletable()) {
            writeLiveIndexes(table, " live indexes over blind indexes", chosen);
        }
    }

    /** What PostgreSQL computes, and what the application encrypts, comes by changes of its own. */
    private static boolean isCreatedWithTable(AnyColumn<?> column) {
        return column.metadata().generatedSql() == null && !EncryptionChanges.concern(column);
    }

    private void writeSoftDelete(Table table) {
        SoftDeletable soft = (SoftDeletable) table;
        xml.open(table.qualifiedName() + " soft delete");
        Map<String, String> attributes = named(table);
        putTenant(attributes, table);
        attributes.put("keyColumns", withoutTenant(table));
        if (table.versionColumn() != null) {
            attributes.put("versionColumn", table.versionColumn().name());
        }
        put(attributes, "legalHold", soft.legalHold());
        Interval after = soft.purgeAfter();
        put(attributes, "purgeAfter", after == null ? null : inWords(after));
        xml.tag(2, "holdfast:enableSoftDelete", attributes);
        DerivedNames.allKeys(table).stream()
                .filter(key -> key.unique() && !isLate(key))
                .forEach(key -> writeKey(table, key));
        xml.close();
        writeLiveIndexes(table);
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

    private static String withoutTenant(Table table) {
        return table.primaryKey().stream()
                .filter(column -> !column.equals(table.tenantKey()))
                .map(AnyColumn::name)
                .collect(Collectors.joining(", "));
    }

    /** In plain SQL: Liquibase's createTable cuts the expression off a type that it knows. */
    private void writeGenerated(Table table) {
        List<AnyColumn<?>> generated = table.columns().stream()
                .filter(c -> c.metadata().generatedSql() != null)
                .toList();
        if (generated.isEmpty()) {
            return;
        }
        xml.open(table.qualifiedName() + " generated columns");
        String added = generated.stream()
                .map(c -> " add column " + Identifiers.quoted(c.name()) + " "
                        + c.type().name() + " generated always as ("
                        + c.metadata().generatedSql() + ") stored")
                .collect(Collectors.joining(","));
        xml.sql("alter table " + sqlName(table) + added);
        String view = "_live_view('" + sqlName(table).replace("'", "''") + "')";
        if (table.isSoftDeletable()) { // Liquibase's own changes of columns look after it
            xml.sql("select holdfast.make" + view);
        }
        DerivedNames.allKeys(table).stream().filter(ChangelogWriter::isComputed).forEach(key -> writeKey(table, key));
        String dropped = generated.stream()
                .map(c -> " drop column " + Identifiers.quoted(c.name()))
                .collect(Collectors.joining(","));
        String drop = "alter table " + sqlName(table) + dropped;
        xml.rollback(
                table.isSoftDeletable()
                        ? "select holdfast.drop" + view + "; " + drop + "; select holdfast.make" + view
                        : drop);
        xml.close();
    }

    private static boolean isComputed(Table.Key key) {
        return key.columns().stream().anyMatch(c -> c.metadata().generatedSql() != null);
    }

    private static boolean isOverBlindIndex(Table.Key key) {
        return key.columns().stream().anyMatch(c -> c.metadata().role() == ColumnRole.BLIND_INDEX);
    }

    /** Whether its columns come after the table. */
    private static boolean isLate(Table.Key key) {
        return isComputed(key) || isOverBlindIndex(key);
    }

    /** A table of nobody's rows: both roles may read and write it; narrow that where it is reference data. */
    private void writeGrants(Table table) {
        xml.open("grants on " + table.qualifiedName());
        String rights = table.isSoftDeletable() ? "select, insert, update" : "select, insert, update, delete";
        xml.grant(rights + " on " + sqlName(table));
        xml.noRollback();
        xml.close();
    }

    private void writeColumn(AnyColumn<?> column) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("name", column.name());
        attributes.put("type", liquibaseType(column.type()));
        if (column.metadata().defaultSql() != null && column.metadata().role() != ColumnRole.TENANT_KEY) {
            attributes.put("defaultValueComputed", column.metadata().defaultSql());
        }
        if (column.metadata().isIdentity()) {
            attributes.put("autoIncrement", "true");
            attributes.put("generationType", "BY DEFAULT");
        }
        if (column.isNullable()) {
            xml.tag(3, "column", attributes);
        } else {
            xml.line(3, "<column" + attributes(attributes) + "><constraints nullable=\"false\"/></column>");
        }
    }

    /**
     * Liquibase has types of its own, such as currency, writes every other name in capitals, and drops the brackets of an
     * array behind a name of two words: Holdfast's type doesn't.
     */
    private static String liquibaseType(SqlType<?> type) {
        boolean asGiven = !NameRules.typeName(type).isEmpty()
                || (type.element() != null && type.name().indexOf(' ') >= 0);
        return asGiven ? "holdfast.type(" + type.name() + ")" : type.name();
    }

    private void writeKey(Table table, Table.Key key) {
        Map<String, String> attributes = named(table);
        if (table.isSoftDeletable()) {
            writeLiveKey(table, key, attributes);
            return;
        }
        if (key.unique()) {
            attributes.put("constraintName", derived.key(table, key));
            attributes.put("columnNames", names(withTenant(table, key.columns())));
            xml.tag(2, "addUniqueConstraint", attributes);
            return;
        }
        attributes.put("indexName", derived.key(table, key));
        xml.line(2, "<createIndex" + attributes(attributes) + ">");
        for (AnyColumn<?> column : withTenant(table, key.columns())) {
            xml.tag(3, "column", Map.of("name", column.name()));
        }
        xml.line(2, "</createIndex>");
    }

    /** Among live rows only, so that deleted ones neither take a value nor cost a page. */
    private void writeLiveKey(Table table, Table.Key key, Map<String, String> attributes) {
        if (key.unique()) {
            attributes.put("columnNames", names(key.columns()));
            putTenant(attributes, table);
            attributes.put("constraintName", derived.key(table, key));
            xml.tag(2, "holdfast:addLiveUniqueConstraint", attributes);
            return;
        }
        xml.sql(liveIndex(table, key));
    }

    /** Liquibase's createIndex knows no condition. */
    private void writeLiveIndexes(Table table) {
        writeLiveIndexes(table, " live indexes", key -> !isLate(key));
    }

    private void writeLiveIndexes(Table table, String changeSet, Predicate<Table.Key> chosen) {
        List<Table.Key> indexes = table.keys().stream()
                .filter(key -> !key.unique() && chosen.test(key))
                .toList();
        if (indexes.isEmpty()) {
            return;
        }
        xml.open(table.qualifiedName() + changeSet);
        indexes.forEach(key -> xml.sql(liveIndex(table, key)));
        String dropped = indexes.stream()
                .map(key -> Identifiers.quoted(table.schemaName(), derived.key(table, key)))
                .collect(Collectors.joining(", "));
        xml.rollback("drop index " + dropped);
        xml.close();
    }

    private String liveIndex(Table table, Table.Key key) {
        String columns = withTenant(table, key.columns()).stream()
                .map(column -> Identifiers.quoted(column.name()))
                .collect(Collectors.joining(", "));
        return "create index " + Identifiers.quoted(derived.key(table, key)) + " on " + sqlName(table) + " (" + columns
                + ") where deleted_at is null";
    }

    private void writeReferences(Table table) {
        for (AnyColumn<?> column : table.columns()) {
            Reference reference = column.metadata().reference();
            if (reference != null && reference.to().source() instanceof Table target) {
                xml.open(table.qualifiedName() + "." + column.name());
                writeReference(table, reference, target);
                xml.close();
            }
        }
    }

    private void writeReference(Table table, Reference reference, Table target) {
        Map<String, String> attributes = new LinkedHashMap<>();
        put(attributes, "baseTableSchemaName", table.schemaName());
        attributes.put("baseTableName", table.name());
        attributes.put("baseColumnNames", reference.from().name());
        put(attributes, "referencedTableSchemaName", target.schemaName());
        attributes.put("referencedTableName", target.name());
        attributes.put("referencedColumnNames", reference.to().name());
        attributes.put("constraintName", reference.constraintName());
        if (target.isSoftDeletable()) {
            putTenant(attributes, target);
            attributes.put("onDelete", reference.onDelete().name().toLowerCase(java.util.Locale.ROOT));
            xml.tag(2, "holdfast:addSoftForeignKey", attributes);
            return;
        }
        boolean tenants = target.tenantKey() != null;
        String action = reference.onDelete().name().replace('_', ' ');
        attributes.put("onDelete", tenants ? action.toLowerCase(java.util.Locale.ROOT) : action);
        if (tenants) {
            attributes.put(
                    "tenantColumn",
                    java.util.Objects.requireNonNull(table.tenantKey()).name());
        }
        xml.tag(2, tenants ? "holdfast:addTenantForeignKey" : "addForeignKeyConstraint", attributes);
    }

    /** The columns with the tenant before them: keys and indexes start with it. */
    private static List<AnyColumn<?>> withTenant(Table table, List<AnyColumn<?>> columns) {
        List<AnyColumn<?>> all = new ArrayList<>();
        AnyColumn<?> tenant = table.tenantKey();
        if (tenant != null && !columns.contains(tenant)) {
            all.add(tenant);
        }
        all.addAll(columns);
        return all;
    }
}
