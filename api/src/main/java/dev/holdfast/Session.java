package dev.holdfast;

import dev.holdfast.query.BoundDelete;
import dev.holdfast.query.BoundInsert;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.BoundUpdate;
import dev.holdfast.query.RowWriter;
import dev.holdfast.query.StatementRunner;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.function.Consumer;

/** Where statements run: a {@link Scope}, each statement on its own, or a {@link Transaction}, all of them together. */
public interface Session extends StatementRunner {

    /** Begins a select. */
    default BoundSelect from(Source source) {
        return BoundSelect.from(this, source);
    }

    /** Begins an insert, for {@code rows(…)}. */
    default BoundInsert insertInto(Table table) {
        return BoundInsert.into(this, table);
    }

    /** Begins an insert of one row; in Kotlin {@code insertInto(T) { it[T.NAME] = "…" }}. */
    default BoundInsert insertInto(Table table, Consumer<? super RowWriter> row) {
        return BoundInsert.into(this, table).row(row);
    }

    /** Begins an update. */
    default BoundUpdate update(Table table) {
        return BoundUpdate.table(this, table);
    }

    /** Begins a delete. */
    default BoundDelete deleteFrom(Table table) {
        return BoundDelete.from(this, table);
    }
}
