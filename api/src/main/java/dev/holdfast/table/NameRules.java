package dev.holdfast.table;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which names can't be the same everywhere: in the DSL's statements, in PostgreSQL, and in a changelog. */
final class NameRules {

    /** Every table has these in PostgreSQL. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "ctid", "xmin", "xmax", "cmin", "cmax");

    /** PostgreSQL finds its own types first, wherever the search path leads. */
    private static final Set<String> SYSTEM_TYPES =
            Set.of(("aclitem any bit bool box bpchar bytea char cid cidr circle "
                            + "cstring date daterange float4 float8 gtsvector inet int2 int4 int8 interval internal json jsonb "
                            + "jsonpath line lseg macaddr macaddr8 money name numeric oid oid8 path point polygon record text "
                            + "tid time timestamp timestamptz timetz trigger tsquery tsrange tstzrange tsvector unknown uuid "
                            + "varbit varchar void xid xid8 xml int2vector oidvector int4range int8range numrange refcursor "
                            + "txid_snapshot int4multirange int8multirange nummultirange tsmultirange tstzmultirange "
                            + "datemultirange")
                    .split(" "));

    private NameRules() {}

    static void check(Table table, Consumer<String> problem) {
        String schema = table.schemaName();
        if (schema != null) {
            checkSchema(schema, problem);
        } else if (table.name().startsWith("pg_")) {
            problem.accept(
                    "table " + table.name() + " is named as PostgreSQL names its own, which it finds first: write"
                            + " the schema before it, such as public." + table.name() + ", or rename it");
        }
        checkText("table " + table.qualifiedName(), table.name(), problem);
        for (AnyColumn<?> column : table.columns()) {
            checkColumn(column, problem);
        }
    }

    private static void checkSchema(String schema, Consumer<String> problem) {
        checkText("schema " + schema, schema, problem);
        if (schema.startsWith("pg_") || schema.equals("information_schema")) {
            problem.accept("schema " + schema + " is PostgreSQL's own: use another one");
        }
    }

    private static void checkColumn(AnyColumn<?> column, Consumer<String> problem) {
        String name = column.name();
        checkText("column " + column.qualifiedName(), name, problem);
        if (name.indexOf(',') >= 0) {
            problem.accept("column " + column.qualifiedName()
                    + " has a comma in its name, which stands between the columns of a key in a changelog: rename it");
        }
        if (SYSTEM_COLUMNS.contains(name)) {
            problem.accept("column " + column.qualifiedName()
                    + " has the name of one that PostgreSQL gives every table: rename it");
        }
        List<String> type = typeName(column.type());
        if (!type.isEmpty()) {
            checkType(column, type, problem);
        }
    }

    private static void checkType(AnyColumn<?> column, List<String> name, Consumer<String> problem) {
        String own = name.get(name.size() - 1);
        String what = "type " + String.join(".", name) + " of " + column.qualifiedName();
        checkText(what, own, problem);
        if (own.indexOf('{') >= 0) {
            problem.accept(what + " has a curly bracket in its name, by which Liquibase reads it otherwise: rename it");
        }
        if (name.size() > 1) {
            checkSchema(name.get(0), problem);
        } else if (SYSTEM_TYPES.contains(own) || own.startsWith("pg_") || own.startsWith("reg")) {
            problem.accept(
                    what + " has the name of one of PostgreSQL's own types, which it finds first: write the schema"
                            + " before it, such as public." + own + ", or rename it");
        }
    }

    /** The name of the enum type that the column's values have, with its schema where it has one; empty for other types. */
    static List<String> typeName(SqlType<?> type) {
        SqlType<?> element = type.element() == null ? type : type.element();
        if (element.wire() != Wire.ENUM) {
            return List.of();
        }
        return Identifiers.parts(element.name());
    }

    private static void checkText(String what, String name, Consumer<String> problem) {
        if (!name.equals(name.strip()) || !name.equals(name.trim())) {
            problem.accept(
                    what + " has a name that begins or ends with a blank, which Liquibase takes away: rename it");
        }
        String odd = unwritable(name);
        if (odd != null) {
            problem.accept(what + " has " + odd + " in its name, which a changelog can't hold: rename it");
        }
    }

    /** A character that XML hasn't, or the mark by which Holdfast's changes quote. */
    private static @Nullable String unwritable(String name) {
        if (name.contains("$holdfast$")) {
            return "$holdfast$";
        }
        return name.codePoints()
                .filter(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.SURROGATE
                        || c == 0xFFFE
                        || c == 0xFFFF)
                .mapToObj(c -> String.format(Locale.ROOT, "the character U+%04X", c))
                .findFirst()
                .orElse(null);
    }
}
