package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.sql.Moment;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The versions of a table's rows, as they stand in one place of a statement. */
final class Versions {

    private final Table table;
    private final String called;
    private final Moment moment;

    /**
     * The versions under a name.
     *
     * @param called their name there, which nothing else that is named beside them has
     */
    Versions(Table table, String called, SqlWriter out) {
        this.table = table;
        this.called = called;
        this.moment = Objects.requireNonNull(out.momentOf(table));
    }

    String called() {
        return called;
    }

    String column(AnyColumn<?> column) {
        return called + "." + Identifiers.quoted(column.name());
    }

    /** The columns that tell rows apart, as they stand here: the tenant's, and those of the primary key. */
    List<String> key() {
        List<String> key = new ArrayList<>();
        AnyColumn<?> tenant = table.tenantKey();
        if (tenant != null) {
            key.add(column(tenant));
        }
        table.primaryKey().forEach(column -> key.add(column(column)));
        return key;
    }

    void writeSource(SqlWriter out) {
        String name = table.name() + "_versions";
        if (table.schemaName() == null) {
            out.tableWithoutSchema(name);
        } else {
            out.identifier(table.schemaName()).append(".").identifier(name);
        }
        out.append(" as ").append(called);
    }

    /**
     * The versions known by then. PostgreSQL refuses a moment of which the history can't tell, before a row is read.
     *
     * @param before what stands behind {@code select}
     * @param flagged whether what isn't live is told by one flag: where the planner can't look into the query, it takes half of
     *     the rows for such, and of those with a null one in two hundred, by which it would read them all for a page
     */
    void writeSelect(String before, boolean flagged, SqlWriter out) {
        writeUncheckedSelect(before, flagged, out);
        out.append(" and (select ");
        moment.writeCheck(relation(), out);
        out.append(")");
    }

    /** The same, of a moment that isn't checked there. */
    void writeUncheckedSelect(String before, boolean flagged, SqlWriter out) {
        out.append("select ").append(before).append(called).append(".*");
        if (flagged && table.isSoftDeletable()) {
            out.append(", ").append(called).append(".holdfast_gone or ");
            out.append(column(((SoftDeletable) table).deletedAt())).append(" is not null as holdfast_hidden");
        }
        out.append(" from ");
        writeSource(out);
        out.append(" where ");
        writeKnown(out);
    }

    void writeSeldomCheck(SqlWriter out) {
        moment.writeSeldomCheck(relation(), out);
    }

    private String relation() {
        String name = Identifiers.quoted(table.name());
        String qualified = table.schemaName() == null ? name : Identifiers.quoted(table.schemaName()) + "." + name;
        return "'" + qualified.replace("'", "''") + "'::regclass";
    }

    void writeKnown(SqlWriter out) {
        moment.writeKnown(called, out);
    }

    void writeSameKey(Versions other, SqlWriter out) {
        List<String> own = key();
        List<String> others = other.key();
        out.append(String.join(
                " and ",
                IntStream.range(0, own.size())
                        .mapToObj(i -> own.get(i) + " = " + others.get(i))
                        .toList()));
    }

    /** What stands before a condition on rows that come with the flag: they are the tenant's already, or filtered by it. */
    static Condition andThere(Source source, @Nullable Condition condition) {
        boolean plain = source == source.base();
        Table table = plain && source instanceof Alias alias ? alias.table() : plain ? (Table) source : null;
        boolean flagged =
                table != null && table.isSoftDeletable() && table.derivedFrom().isEmpty();
        return flagged
                ? isNot("holdfast_hidden", source, condition)
                : LiveFilter.and(source, isNot("holdfast_gone", source, condition));
    }

    /** The condition, and that the source's row hasn't that flag. */
    static Condition isNot(String flag, Source source, @Nullable Condition condition) {
        Condition without = Condition.of(out -> out.append("not ")
                .identifier(out.called(source.base()))
                .append(".")
                .append(flag));
        return condition == null ? without : without.and(condition);
    }
}
