package dev.holdfast.changelog;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.Gate;
import dev.holdfast.sql.SqlType;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Liquibase changelog (XML) that creates a schema's tables: columns, keys with the tenant in them, indexes, and what
 * holdfast-liquibase's changes add. It includes Holdfast's own changelog. Every name in it is meant as it is written,
 * capitals too. A schema that isn't there is created, and stays when the rest is rolled back. Immutable and thread-safe.
 *
 * <pre>{@code
 * Files.writeString(path, Changelog.of(schema, "ann").toXml());
 * }</pre>
 */
public final class Changelog {

    private static final String AUTHOR = "A changelog's author";
    /** As many as Liquibase's own table keeps. */
    private static final int LONGEST_AUTHOR = 255;

    private static final int FIRST_NONCHARACTER = 0xFFFE;

    private final Schema schema;
    private final String author;
    private final @Nullable Missing missing;

    private Changelog(Schema schema, String author, @Nullable Missing missing) {
        this.schema = schema;
        this.author = author;
        this.missing = missing;
    }

    /**
     * The changelog of these tables.
     *
     * @param author the author that the change sets name, by which Liquibase knows them again; at most 255 characters
     * @throws InvalidValueException where it is null or blank, longer, or has a character that XML can't carry as it is:
     *     control characters, line ends and tabs too
     */
    public static Changelog of(Schema schema, String author) {
        return new Changelog(schema, checked(author), null);
    }

    /**
     * The changelog of a later release: what a database lacks of these tables. It has no id that the changelog of all tables
     * has. The same master changelog can include both: it includes Holdfast's own only where that hasn't run, since Liquibase
     * refuses change sets that are included twice.
     *
     * @param author the author that the change sets name, as {@link #of} takes it
     */
    public static Changelog ofMissing(Schema schema, String author, Missing missing) {
        return new Changelog(schema, checked(author), missing);
    }

    private static String checked(String author) {
        String checked = Gate.name(AUTHOR, author, LONGEST_AUTHOR, "name who writes the change sets, in fewer words");
        if (checked.chars().anyMatch(Changelog::isLostInXml)) {
            throw new InvalidValueException(
                    AUTHOR, "has a control character, which an attribute of XML can't carry as it is", "remove it");
        }
        return checked;
    }

    private static boolean isLostInXml(int character) {
        return Character.isISOControl(character) || character >= FIRST_NONCHARACTER;
    }

    /**
     * The changelog as XML; the same for the same tables.
     *
     * @throws SchemaException where columns declare one PostgreSQL enum with different labels
     */
    public String toXml() {
        return write().toString();
    }

    private ChangelogXml write() {
        ChangelogXml xml = missing == null ? new ChangelogXml(author) : new ChangelogXml(author, taken(missing));
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
        SqlType<?> tenantType = schema.tenantType();
        if (tenantType != null) {
            xml.add(1, Change.of("property").with("name", "holdfast.tenantType").with("value", tenantType.castName()));
        }
        boolean later = missing != null && !missing.withoutHoldfast();
        xml.add(
                1,
                Change.of("include")
                        .with("file", "dev/holdfast/liquibase/" + (later ? "parameters" : "changelog") + ".xml"));
        TableChanges tables = new TableChanges(schema, xml);
        DeletionChanges deletions = new DeletionChanges(schema, xml);
        List<Table> ordered = schema.inDependencyOrder();
        if (missing == null) {
            tables.writeSchemas();
            tables.writeEnumTypes(Set.of());
        } else {
            if (!missing.tables().isEmpty()) {
                tables.writeSchemas();
            }
            tables.writeEnumTypes(missing.types());
            ordered = ordered.stream().filter(missing.tables()::contains).toList();
        }
        for (Table table : ordered) {
            tables.writeTable(table);
            deletions.write(table); // after the grants, since the live view is granted as the table is
            EncryptionChanges.write(table, xml);
            tables.writeKeysOverBlindIndexes(table);
            deletions.writeIndexesOverBlindIndexes(table);
            tables.writeGenerated(table);
            AuditChanges.write(table, xml);
            HistoryChanges.write(table, xml); // with all columns, the stamps and generated ones too
        }
        if (missing != null) {
            new AddedParts(schema, missing, tables, xml).write();
        }
        ordered.forEach(table -> table.columns().forEach(column -> writeReference(table, column, xml)));
        if (missing != null) {
            for (Table table : schema.inDependencyOrder()) {
                missing.columns().getOrDefault(table, List.of()).forEach(column -> writeReference(table, column, xml));
            }
        }
        xml.line(0, "</databaseChangeLog>");
        return xml;
    }

    /** Those that have run, and those of a changelog of all tables: an earlier one may have run. */
    private Set<String> taken(Missing lacking) {
        Set<String> ids = new HashSet<>(lacking.ids());
        ids.addAll(of(schema, author).write().ids());
        return ids;
    }

    private static void writeReference(Table table, AnyColumn<?> column, ChangelogXml xml) {
        Reference reference = column.metadata().reference();
        if (reference != null && reference.to().source() instanceof Table target) {
            xml.open(table.qualifiedName() + "." + column.name());
            xml.add(foreignKey(reference, target));
            xml.close();
        }
    }

    private static Change foreignKey(Reference reference, Table target) {
        if (target.isSoftDeletable()) {
            return DeletionChanges.addSoftForeignKey(reference);
        }
        return target.tenantKey() == null
                ? TableChanges.addForeignKey(reference)
                : TenancyChanges.addTenantForeignKey(reference);
    }

    /** The same as {@link #toXml}. */
    @Override
    public String toString() {
        return toXml();
    }
}
