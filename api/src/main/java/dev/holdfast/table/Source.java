package dev.holdfast.table;

import dev.holdfast.internal.Named;
import dev.holdfast.sql.SqlWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where rows come from: a {@link Table}, an {@link Alias} of one, or a common table expression. */
public interface Source extends Named {

    /** The name by which columns are qualified, unless something else in the statement has it. */
    @Override
    String name();

    /** All columns, in their order. */
    List<AnyColumn<?>> columns();

    /** The columns of the primary key as declared, without the tenant; empty where there is none. */
    List<AnyColumn<?>> primaryKey();

    /** The column with the tenant, or null where the rows belong to nobody. */
    @Nullable
    AnyColumn<?> tenantKey();

    /** The table, alias or query itself by which its columns are known; this, unless it only says which rows are meant. */
    default Source base() {
        return this;
    }

    /**
     * Writes what stands behind {@code from}, with the name by which the writer calls it ({@link SqlWriter#called}).
     *
     * @throws dev.holdfast.error.StatementException where the names of the statement don't allow it
     */
    void writeSource(SqlWriter out);
}
