package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;

/**
 * Has the first rows of an order read by an index that has it. The policies of the log say twice whose rows are meant, so that
 * PostgreSQL takes a tenant's for few, and would read and sort all of them. Sorting is let be dear in the same round trip, and
 * then what it was.
 */
final class InOrder {

    private InOrder() {}

    static void write(SqlWriter out, SqlPart query) {
        out.append(
                        "select set_config('holdfast.sorting', current_setting('enable_sort'), true), set_config('enable_sort', 'off', true)")
                .endFirst();
        query.writeTo(out);
        out.append("; select set_config('enable_sort', current_setting('holdfast.sorting'), true)");
    }
}
