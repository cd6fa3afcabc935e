package dev.holdfast.liquibase.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import liquibase.database.Database;
import liquibase.structure.core.Index;
import org.jspecify.annotations.Nullable;

/** Writes names of tables, columns and roles the way the database at hand wants them: quoted only where they need it. */
public final class Names {
    private static final int LONGEST = 63;

    private final Database database;

    /** Names as this database wants them. */
    public Names(Database database) {
        this.database = database;
    }

    /** A table with its schema, which is the changelog's default schema where none is given. */
    public String table(@Nullable String schema, String table) {
        return database.escapeTableName(null, schema, table);
    }

    /** Tables as written in a list: {@code articles, app.authors}. */
    public List<String> tables(String list) {
        return split(list).stream()
                .map(name -> name.split("\\.", 2))
                .map(parts -> parts.length == 1 ? table(null, parts[0]) : table(parts[0], parts[1]))
                .toList();
    }

    /** A schema. */
    public String schema(String schema) {
        return database.escapeObjectName(schema, liquibase.structure.core.Schema.class);
    }

    /** A column. */
    public String column(String column) {
        return database.escapeColumnName(null, null, null, column);
    }

    /** Columns as written in a list, ready to stand between parentheses. */
    public String columns(String list) {
        return String.join(", ", split(list).stream().map(this::column).toList());
    }

    /** The tenant's column, then those of the list, ready to stand between parentheses. */
    public String tenantAnd(String tenantColumn, String list) {
        return column(tenantColumn) + ", " + columns(list);
    }

    /** A column as PostgreSQL's catalog has it, as a literal. */
    public String columnLiteral(String column) {
        String written = column(column);
        boolean quoted = written.startsWith("\"");
        return literal(
                quoted
                        ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
                        : written.toLowerCase(Locale.ROOT));
    }

    /** Columns as PostgreSQL's catalog has them, as an array. */
    public String columnArray(List<String> columns) {
        return "array["
                + String.join(", ", columns.stream().map(this::columnLiteral).toList()) + "]::name[]";
    }

    /** A text as a literal. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A text of several lines between dollar quotes whose tag isn't in it. */
    public static String dollarQuoted(String tag, String text) {
        String quote = "$" + tag + "$";
        return text.contains(quote) ? dollarQuoted(tag + "_", text) : quote + "\n" + text + "\n" + quote;
    }

    /** An index with its schema, for {@code drop index}. */
    public String index(@Nullable String schema, String index) {
        return database.escapeIndexName(null, schema, index);
    }

    /** The name of an index or a constraint, which takes no schema. */
    public String object(String name) {
        return database.escapeObjectName(name, Index.class);
    }

    /** A role. */
    public String role(String role) {
        boolean plain = role.matches("[a-z_][a-z0-9_]*") && !database.isReservedWord(role);
        return plain ? role : '"' + role.replace("\"", "\"\"") + '"';
    }

    /**
     * A name of our own making, such as {@code articles_author_id_tenant_fkey}. PostgreSQL would cut a long one to 63 bytes
     * without a word, and two tables' names could then meet: a long one is cut between characters, and ends in a hash of the whole. The same
     * rule as {@code Identifiers.derived} of holdfast-api, which this module doesn't use.
     */
    public static String made(String table, String columns, String suffix) {
        return made(table, columns, suffix, LONGEST);
    }

    /** Such a name of fewer bytes, which leaves room for what another name puts behind it. */
    public static String made(String table, String columns, String suffix, int longest) {
        List<String> parts = new ArrayList<>(List.of(table));
        parts.addAll(split(columns));
        String whole = String.join("_", parts) + suffix;
        if (bytes(whole) <= longest) {
            return whole;
        }
        byte[] hashed = (String.join(",", parts) + suffix).getBytes(StandardCharsets.UTF_8);
        // The first four bytes of an MD5, which nothing else of a UUID stands in.
        String end = "_" + UUID.nameUUIDFromBytes(hashed).toString().substring(0, 8) + suffix;
        return cut(String.join("_", parts), longest - bytes(end)) + end;
    }

    private static String cut(String text, int longest) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            used += bytes(text.substring(end, next));
            if (used > longest) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    /** The length that PostgreSQL counts. */
    public static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The names in a list that is separated by commas, without blanks. */
    public static List<String> split(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
