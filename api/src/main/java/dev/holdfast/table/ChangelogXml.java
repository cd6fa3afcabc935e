package dev.holdfast.table;

import dev.holdfast.sql.Identifiers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of a changelog, and what all its parts write alike. Not thread-safe. */
final class ChangelogXml {

    private final String author;
    private final StringBuilder xml = new StringBuilder(4096);

    ChangelogXml(String author) {
        this.author = author;
    }

    void append(String text) {
        xml.append(text);
    }

    void open(String changeSet) {
        line(1, "<changeSet" + attributes(ordered("id", changeSet, "author", author)) + ">");
    }

    void close() {
        line(1, "</changeSet>");
    }

    void tag(int depth, String name, Map<String, String> attributes) {
        line(depth, "<" + name + attributes(attributes) + "/>");
    }

    void line(int depth, String text) {
        xml.append("    ".repeat(depth)).append(text).append('\n');
    }

    static String attributes(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(e -> " " + e.getKey() + "=\"" + escaped(e.getValue()) + "\"")
                .collect(Collectors.joining());
    }

    static String escaped(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
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
        return Arrays.stream(table.qualifiedName().split("\\."))
                .map(Identifiers::quoted)
                .collect(Collectors.joining("."));
    }

    static String names(List<? extends AnyColumn<?>> columns) {
        return columns.stream().map(AnyColumn::name).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return xml.toString();
    }
}
