package dev.holdfast.jdbi.internal.session;

import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowReader;

/** A query of ours whose rows are so many that each is taken in where it stands, and becomes no {@link Row}; it gives nothing else. */
public interface DirectQuery extends Query<Row> {

    /** Takes in the row that the reader stands on. */
    void take(RowReader row);
}
