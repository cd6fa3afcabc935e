package dev.holdfast.query;

import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Source;

/** As it is now, or a query, which reads as of the moment by itself. */
record ReadNow() implements Reading {

    @Override
    public void writeSource(Source source, SqlWriter out) {
        source.writeSource(out);
    }
}
