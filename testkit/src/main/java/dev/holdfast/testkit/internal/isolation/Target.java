package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.table.Column;
import dev.holdfast.table.Table;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an attempt is made on: a row of a table that it must neither reach nor change. */
public interface Target {

    Table table();

    /** What reports call the row. */
    String noun();

    /** An attempt's name in the report. */
    default String named(String attempt) {
        return attempt;
    }

    /** The row as those see it who may, with what changes on every update; null where it is gone. */
    @Nullable
    String state() throws SQLException;

    /** The table's name in SQL. */
    default String name() {
        return Columns.nameOf(table());
    }

    /** The table in SQL, with {@code t} behind it as what conditions call it. */
    default String from() {
        return name() + " as t";
    }

    /** The table's live view in SQL, as {@code t}. */
    default String liveView() {
        return Columns.nameOf(table(), "_live") + " as t";
    }

    /** A column to write to: none that a key or a link makes special, where there is one. */
    default Column<?> writable() {
        return Columns.writable(table());
    }
}
