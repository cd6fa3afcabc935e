package dev.holdfast.benchmarks.audit;

import java.util.List;
import javax.sql.DataSource;

/** What keeps a table's changes. Stateless. */
interface Trail {

    /** Settings by which a transaction says who acts; the same things for all. */
    String HOLDFAST_CONTEXT =
            "set_config('holdfast.actor', 'user-7', true), set_config('holdfast.request_id', 'r-1', true)";

    /** What the table is called, and everything that belongs to it. */
    String name();

    /** Begins to keep the changes of a table that is there, and empty. */
    void begin(DataSource owner) throws Exception;

    /** The settings by which a transaction says who acts. */
    default String context() {
        return HOLDFAST_CONTEXT;
    }

    /**
     * Queries for what was kept last, in the order of the changes' being kept, the last one first, each complete in itself:
     * what was done ({@code insert} or {@code update}), the row's id, and the title that it has since, which may be null for an
     * insert. None where nothing is kept.
     */
    List<String> kept();

    /** The tables in which it is kept, as a pattern of {@code like}. */
    String stores();
}
