package dev.holdfast.query;

import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.DerivedSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A common table expression: a named query that stands as a source. The {@code with} clause writes itself where the
 * source is used. Immutable.
 */
public final class Cte extends DerivedSource {

    private final Select base;
    private @Nullable Select step; // set once, before the constructor's caller returns

    private Cte(String name, Select base) {
        super(name, base.shape().selected());
        this.base = base;
    }

    /** {@code with name as (query)}. */
    public static Cte of(String name, Select query) {
        return new Cte(name, query);
    }

    /**
     * {@code with recursive name as (base union all step)}.
     *
     * @param step makes the recursive part from the expression itself; it selects as many values as the base
     * @throws dev.holdfast.error.StatementException where it selects another number, as all columns of a join
     */
    public static Cte recursive(String name, Select base, Function<Cte, Select> step) {
        Cte cte = new Cte(name, base);
        Select further = step.apply(cte);
        SelectRenderer.requireSameNumber(
                "The base of '" + name + "'", base.shape().selected(), "its step", further);
        cte.step = further;
        return cte;
    }

    boolean isRecursive() {
        return step != null;
    }

    void writeDefinition(SqlWriter out) {
        writeNameAndColumns(name(), this, out);
        if (step == null) {
            out.append(" as (").queryApart(base).append(")");
        } else {
            out.append(" as ((")
                    .queryApart(base)
                    .append(") union all (")
                    .queryApart(step)
                    .append("))");
        }
    }

    static void writeNameAndColumns(String called, DerivedSource source, SqlWriter out) {
        out.identifier(called).append(" (");
        out.list(source.columns(), ", ", (w, column) -> w.identifier(((AnyColumn<?>) column).name()));
        out.append(")");
    }

    @Override
    public void writeSource(SqlWriter out) {
        out.identifier(name());
        String called = out.called(this);
        if (!called.equals(name())) {
            out.append(" as ").identifier(called);
        }
    }
}
