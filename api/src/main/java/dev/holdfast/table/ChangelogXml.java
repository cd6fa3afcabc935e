package dev.holdfast.table;

import dev.holdfast.internal.Identifiers;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of a changelog, and what all its parts write alike. Not thread-safe. */
final class ChangelogXml {

    private static final String ROLES = " to \"${holdfast.appRole}\", \"${holdfast.acrossRole}\"";

    private final String author;
    private final Set<String> changeSets = new HashSet<>();
    private final StringBuilder xml = new StringBuilder(4096);

    ChangelogXml(String author) {
        this.author = author;
    }

    void append(String text) {
        xml.append(text);
    }

    /** Liquibase takes ids that differ by capitals only for one, and would pass over the second. */
    void open(String changeSet) {
        String id = changeSet;
        for (int next = 2; !changeSets.add(id.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)); next++) {
            id = changeSet + " " + next;
        }
        line(1, "<changeSet" + attributes(ordered("id", id, "author", author)) + ">");
    }

    void close() {
        line(1, "</changeSet>");
    }

    void tag(int depth, String name, Map<String, String> attributes) {
        line(depth, "<" + name + attributes(attributes) + "/>");
    }

    /** Liquibase would split it at a semicolon, in a name or a text, too. */
    void sql(String sql) {
        line(2, sqlTag(escaped(sql)));
    }

    /** A grant to the application's role and the one for work across tenants. */
    void grant(String rights) {
        line(2, sqlTag(escaped("grant " + rights) + ROLES));
    }

    void rollback(String sql) {
        line(2, "<rollback>" + sqlTag(escaped(sql)) + "</rollback>");
    }

    void noRollback() {
        line(2, "<rollback/>");
    }

    private static String sqlTag(String escaped) {
        return "<sql splitStatements=\"false\">" + escaped + "</sql>";
    }

    void line(int depth, String text) {
        xml.append("    ".repeat(depth)).append(text).append('\n');
    }

    static String attributes(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(e -> " " + e.getKey() + "=\"" + escaped(e.getValue()) + "\"")
                .collect(Collectors.joining());
    }

    /** What would be a changelog parameter gets its dollar from one, which Holdfast's changelog defines. */
    private static String escaped(String value) {
        return value.replace("${", "${holdfast.dollar}{")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    /** Names the table. */
    static Map<String, String> named(Table table) {
        Map<String, String> attributes = new LinkedHashMap<>();
        put(attributes, "schemaName", table.schemaName());
        attributes.put("tableName", table.name());
        return attributes;
    }

    /** Names the tenant's column, or says that there is none. */
    static void putTenant(Map<String, String> attributes, Table table) {
        AnyColumn<?> tenant = table.tenantKey();
        attributes.put(tenant == null ? "tenant" : "tenantColumn", tenant == null ? "false" : tenant.name());
    }

    static String sqlName(Table table) {
        return Identifiers.quoted(table.schemaName(), table.name());
    }

    static String names(List<? extends AnyColumn<?>> columns) {
        return columns.stream().map(AnyColumn::name).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return xml.toString();
    }
}
