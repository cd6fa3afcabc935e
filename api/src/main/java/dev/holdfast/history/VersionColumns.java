package dev.holdfast.history;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Shape;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is read of a version: the row's columns, those of the version before, and what is told of both. Immutable. */
final class VersionColumns {

    static final Selectable<@Nullable Long> SEQUENCE = told(SqlTypes.BIGINT, "holdfast_sequence");
    static final Selectable<@Nullable Instant> FROM = told(SqlTypes.TIMESTAMPTZ, "holdfast_from");
    static final Selectable<@Nullable Instant> TO = told(SqlTypes.TIMESTAMPTZ, "holdfast_to");
    static final Selectable<@Nullable String> ACTION = told(SqlTypes.TEXT, "holdfast_action");
    static final Selectable<@Nullable Boolean> GONE = told(SqlTypes.BOOLEAN, "holdfast_gone");
    static final Selectable<@Nullable Boolean> FOLLOWS = told(SqlTypes.BOOLEAN, "holdfast_follows");
    static final Selectable<@Nullable String> LINKED_KEY = told(SqlTypes.TEXT, "holdfast_linked_key");
    static final Selectable<@Nullable Long> CHANGE_SET = told(SqlTypes.BIGINT, "holdfast_change_set");
    static final Selectable<@Nullable String> ACTOR = told(SqlTypes.TEXT, "holdfast_actor");
    static final Selectable<@Nullable String> REASON = told(SqlTypes.TEXT, "holdfast_reason");
    static final Selectable<@Nullable String> REQUEST = told(SqlTypes.TEXT, "holdfast_request_id");
    static final Selectable<@Nullable String> ROLE = told(SqlTypes.TEXT, "holdfast_database_role");
    static final Selectable<@Nullable List<Boolean>> CHANGED =
            told(SqlTypes.array(SqlTypes.BOOLEAN), "holdfast_changed");

    private static final List<Selectable<?>> TOLD = List.of(
            SEQUENCE, FROM, TO, ACTION, GONE, FOLLOWS, LINKED_KEY, CHANGE_SET, ACTOR, REASON, REQUEST, ROLE, CHANGED);

    private final Table table;
    private final Alias version;
    private final Alias before;
    private final List<AnyColumn<?>> columns;

    VersionColumns(Table table) {
        this.table = table;
        this.version = table.alias("version");
        this.before = table.alias("before");
        this.columns = columnsOf(table);
    }

    private static <T> Selectable<@Nullable T> told(SqlType<T> type, String label) {
        return PlainSql.expression(type, label, label);
    }

    private static List<AnyColumn<?>> columnsOf(Table table) {
        List<AnyColumn<?>> all = new ArrayList<>(table.selectableColumns());
        if (table.isSoftDeletable()) {
            SoftDeletable soft = (SoftDeletable) table;
            all.addAll(List.of(soft.deletedAt(), soft.deletedBy(), soft.deleteReason(), soft.deletionId()));
        }
        return List.copyOf(all);
    }

    Table table() {
        return table;
    }

    Alias version() {
        return version;
    }

    Alias before() {
        return before;
    }

    /** The table's own columns, those of its deletion too, in the order of what is told of them. */
    List<AnyColumn<?>> columns() {
        return columns;
    }

    int place(AnyColumn<?> column) {
        int place = columns.indexOf(column);
        if (place < 0) {
            throw new StatementException(column.qualifiedName() + " isn't read with the versions of " + table.name()
                    + ", only " + columns.stream().map(AnyColumn::name).toList());
        }
        return place;
    }

    List<AnyColumn<?>> of(Alias alias) {
        return columns.stream().<AnyColumn<?>>map(alias::of).toList();
    }

    Shape shape() {
        List<Selectable<?>> all = new ArrayList<>(of(version));
        all.addAll(of(before));
        all.addAll(TOLD);
        return new Shape(all, List.of(), List.of(), List.of());
    }
}
