package dev.holdfast.query;

import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.DerivedSource;

/** A query in another's {@code from}. Its columns are found with {@code of(COLUMN)} and {@code column(label, type)}. */
public final class SubselectTable extends DerivedSource {

    private final Select select;

    SubselectTable(String name, Select select) {
        super(name, select.shape().selected());
        this.select = select;
    }

    @Override
    public void writeSource(SqlWriter out) {
        String called = out.called(this);
        out.append("(").queryApart(select).append(") as ");
        Cte.writeNameAndColumns(called, this, out);
    }
}
