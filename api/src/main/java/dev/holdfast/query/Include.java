package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Ordering;
import dev.holdfast.expression.Selectable;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.DerivedSource;
import dev.holdfast.table.Reference;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Children fetched with their parents in one statement: all of them, or the first few by an order. Immutable.
 *
 * <pre>{@code
 * Include latest = Include.children(COMMITS.authorId).orderBy(COMMITS.committedAt.desc()).first(3).named("commits");
 * acme.from(AUTHORS).include(latest).mapTo(AuthorWithCommits.class).list();
 * }</pre>
 *
 * The children come as one array for each of their columns, from a lateral subquery, so that each value keeps its type.
 */
public final class Include implements Selectable<List<Row>> {

    private final Source rows;
    private final AnyColumn<?> link;
    private final AnyColumn<?> parentKey;
    private final List<Selectable<?>> selected;
    private final @Nullable Condition where;
    private final List<Ordering> orderBy;
    private final @Nullable Integer first;
    private final String label;

    private Include(
            Source rows,
            AnyColumn<?> link,
            AnyColumn<?> parentKey,
            List<Selectable<?>> selected,
            @Nullable Condition where,
            List<Ordering> orderBy,
            @Nullable Integer first,
            String label) {
        this.rows = rows;
        this.link = link;
        this.parentKey = parentKey;
        this.selected = selected;
        this.where = where;
        this.orderBy = orderBy;
        this.first = first;
        this.label = label;
    }

    /**
     * The rows whose {@code link} refers to the parent, as declared by {@code references}.
     *
     * @param link the children's foreign key; of an alias, where children and parents are of one table
     */
    public static Include children(Column<?> link) {
        Reference reference = link.metadata().reference();
        if (reference == null) {
            throw new StatementException(link.qualifiedName()
                    + " refers to nothing: declare it with references(…), or use children(link, parentKey)");
        }
        return children(link, reference.to());
    }

    /** The rows whose {@code link} equals the parent's {@code parentKey}. */
    public static Include children(AnyColumn<?> link, AnyColumn<?> parentKey) {
        return of(link.source(), link, parentKey);
    }

    private static Include of(Source rows, AnyColumn<?> link, AnyColumn<?> parentKey) {
        return new Include(rows, link, parentKey, Selection.of(rows), null, List.of(), null, rows.name());
    }

    /**
     * The same children, but of the rows that are meant: {@code children(COMMITS.authorId).among(COMMITS.onlyDeleted())}.
     * They then have the stamps as well.
     *
     * @param meant the table that the link is of, or the same alias of it
     */
    public Include among(ScopedTable meant) {
        if (!meant.base().equals(link.source())) {
            throw new StatementException("among(" + meant.name() + ") isn't about the rows of " + link.qualifiedName());
        }
        List<Selectable<?>> values = selected.equals(Selection.of(link.source())) ? Selection.of(meant) : selected;
        return new Include(meant, link, parentKey, values, where, orderBy, first, label);
    }

    /** Only these of the children's values. */
    public Include select(Selectable<?>... values) {
        return new Include(rows, link, parentKey, List.copyOf(Arrays.asList(values)), where, orderBy, first, label);
    }

    /** Only the children for which this is true. */
    public Include where(Condition condition) {
        Condition both = Restriction.and("where", where, condition);
        return new Include(rows, link, parentKey, selected, both, orderBy, first, label);
    }

    /** The children's order; by their primary key where none is said. */
    public Include orderBy(Ordering... by) {
        return new Include(rows, link, parentKey, selected, where, SelectSpec.plusAll(orderBy, by), first, label);
    }

    /** At most so many children of each parent. */
    public Include first(int count) {
        if (count < 1) {
            throw new StatementException("first(" + count + "): a parent's children are at least 1");
        }
        return new Include(rows, link, parentKey, selected, where, orderBy, count, label);
    }

    /** The name of the parent's component that takes the children. */
    public Include named(String name) {
        return new Include(rows, link, parentKey, selected, where, orderBy, first, name);
    }

    Source source() {
        return rows;
    }

    int width() {
        return selected.size() + 1;
    }

    /** The aggregates' names: the number of children, then one for each value. */
    List<String> aggregateNames() {
        return IntStream.range(0, width()).mapToObj(i -> "c" + i).toList();
    }

    void writeJoin(String name, Source root, SqlWriter out) {
        out.append(" left join lateral (select count(*) as c0");
        for (int i = 1; i < width(); i++) {
            boolean isArray = selected.get(i - 1).type().element() != null;
            out.append(", array_agg(v" + i + (isArray ? "::text" : "") + " order by n) as c" + i);
        }
        out.append(" from (").query(w -> writeChildren(root, w)).append(") as child) as ");
        out.identifier(name).append(" on true");
    }

    private void writeChildren(Source root, SqlWriter out) {
        out.called(source().base());
        out.append("select row_number() over (").part(this::writeOrder).append(") as n");
        for (int i = 1; i < width(); i++) {
            out.append(", ").part(selected.get(i - 1)).append(" as v" + i);
        }
        out.append(" from ");
        Reading reading = Reading.ofChildren(source(), out);
        reading.writeSource(source(), out);
        Condition linked = Condition.of(w -> w.part(link).append(" = ").part(parent(root)));
        Condition all = where == null ? linked : linked.and(where);
        out.append(" where ").part(reading.and(source(), all, out));
        if (first != null) {
            out.append(" ").part(this::writeOrder);
            out.append(" limit ").parameter(Keyset.number("first", first));
        }
    }

    /** The parent's key as the statement names it: its root may be an alias. */
    private AnyColumn<?> parent(Source root) {
        boolean derived = root instanceof DerivedSource;
        if (derived
                || parentKey.source().equals(tableOf(root))
                || parentKey.source().equals(root.base())) {
            for (AnyColumn<?> column : root.columns()) {
                if (column.name().equals(parentKey.name())) {
                    return column;
                }
            }
        }
        throw new StatementException("include(" + link.qualifiedName() + ") needs " + parentKey.qualifiedName()
                + ", and the query is from " + root.name() + ", which has no such column");
    }

    private static Source tableOf(Source source) {
        Source base = source.base();
        return base instanceof Alias alias ? alias.table() : base;
    }

    private void writeOrder(SqlWriter out) {
        List<SqlPart> order = new ArrayList<>(orderBy);
        order.addAll(source().primaryKey());
        if (!order.isEmpty()) {
            out.append("order by ").parts(order, ", ");
        }
    }

    List<Row> read(RowReader reader, int position) {
        Object count = reader.read(position, SqlTypes.BIGINT);
        int size = count == null ? 0 : ((Long) count).intValue();
        if (size == 0) {
            return List.of();
        }
        @Nullable Object[][] children = new @Nullable Object[size][selected.size()];
        for (int c = 0; c < selected.size(); c++) {
            read(reader, position + 1 + c, selected.get(c), children, c);
        }
        Shape shape = childShape();
        return Arrays.stream(children).map(values -> new Row(shape, values)).toList();
    }

    /** One of the values, of all children. */
    private static void read(
            RowReader reader, int position, Selectable<?> value, @Nullable Object[][] children, int column) {
        RowReader.Elements elements = elements(reader, position, value);
        for (int child = 0; elements != null && child < children.length; child++) {
            try {
                children[child][column] = elements.read(child);
            } catch (RuntimeException e) {
                children[child][column] = Unread.of(value, e);
            }
        }
    }

    private static RowReader.@Nullable Elements elements(RowReader reader, int position, Selectable<?> value) {
        try {
            return reader.readAll(position, value.type());
        } catch (RuntimeException e) {
            Unread none = Unread.of(value, e);
            return child -> none;
        }
    }

    Shape childShape() {
        return Shape.of(selected);
    }

    @Override
    public SqlType<?> type() {
        return SqlTypes.array(SqlTypes.TEXT);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isNullable() {
        return false;
    }

    @Override
    public void writeTo(SqlWriter out) {
        throw new StatementException("Children come by include(…), not by select(…)");
    }
}
