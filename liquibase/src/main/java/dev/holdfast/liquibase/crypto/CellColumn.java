package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL that converts a column between clear text and cells, and swaps what its check lets through. */
final class CellColumn {
    private final CellsChange change;
    private final Names names;
    private final String table;
    private final String column;
    private final String literal;
    private final CellCheck check;

    CellColumn(CellsChange change, Names names) {
        this.change = change;
        this.names = names;
        table = change.table(names);
        column = names.column(change.column());
        literal = names.columnLiteral(change.column());
        check = new CellCheck(names, change.table(), change.column());
    }

    /** To cells that are all clear. The type is null where nobody said what it is. */
    List<String> fromClear(@Nullable String type) {
        String was = type == null ? "null" : Names.literal(type);
        return List.of(
                change.lock(names),
                change.dropLiveView(names),
                change.call(names, "clear_to_cells", literal, was),
                alterTable("alter column " + column + " set storage external", check.add(true)),
                change.makeLiveView(names));
    }

    /** From cells that are all clear, as one statement. */
    String toClear(String type) {
        List<String> sql = new ArrayList<>();
        sql.add(change.lock(names));
        sql.addAll(change.acrossTenants(names, change.call(names, "refuse_encrypted_cells", literal)));
        sql.add(change.dropLiveView(names));
        sql.add("alter table " + table + " drop constraint " + check.name());
        sql.add(change.call(names, "refuse_column_dependents", literal));
        sql.add(retype(type));
        sql.add(change.makeLiveView(names));
        return Block.of(sql);
    }

    /** PostgreSQL's own error would have the value in it. */
    private String retype(String type) {
        String alter = "alter table " + table + " alter column " + column + " type " + type + " using ";
        String message = "A value in " + change.column() + " of " + table + " can't be read as " + type;
        return "begin\n    execute " + Names.literal(alter) + " || holdfast.cell_content(" + literal + ", "
                + Names.literal(type) + ");\nexception when data_exception then\n    raise exception "
                + Names.literal(message.replace("%", "%%")) + " using errcode = 'datatype_mismatch';\nend";
    }

    /** Lets clear cells through no longer. */
    List<String> require() {
        List<String> sql = new ArrayList<>();
        sql.add(change.lock(names));
        sql.addAll(change.acrossTenants(names, change.call(names, "refuse_clear_cells", literal)));
        sql.add(alterTable("drop constraint " + check.name(), check.add(false)));
        // The planner's statistics quote values, and would go on quoting those in clear.
        sql.add("analyze " + table + " (" + column + ")");
        return sql;
    }

    /** Lets clear cells through again. */
    List<String> allowClear() {
        return List.of(change.lock(names), alterTable("drop constraint " + check.name(), check.add(true)));
    }

    private String alterTable(String... actions) {
        return "alter table " + table + "\n    " + String.join(",\n    ", actions);
    }
}
