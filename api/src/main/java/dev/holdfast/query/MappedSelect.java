package dev.holdfast.query;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Expressions;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A select with what its rows become. */
class MappedSelect<T extends @Nullable Object> implements SelectQuery<T> {

    private static final OrderedExpression<Long> COUNT = Expressions.count();
    private static final Shape COUNT_SHAPE = Shape.of(List.of(COUNT));
    private static final Selectable<@Nullable Boolean> EXISTS = PlainSql.condition("true");
    private static final Shape EXISTS_SHAPE = Shape.of(List.of(EXISTS));

    private final SelectSpec spec;
    private final Function<Row, T> mapper;
    private @Nullable Rechecks rechecks; // racy and harmless, as the shape
    private @Nullable Shape shape; // racy and harmless: each thread would work out an equal one
    private volatile @Nullable List<SqlText> tenantText;
    private volatile @Nullable List<SqlText> acrossText;
    private volatile @Nullable MappedSelect<T> limited; // for the next one() of a statement that is kept

    MappedSelect(SelectSpec spec, Function<Row, T> mapper) {
        this.spec = spec;
        this.mapper = mapper;
    }

    final SelectSpec spec() {
        return spec;
    }

    private Rechecks rechecks() {
        Rechecks known = rechecks;
        if (known == null) {
            known = Rechecks.of(spec);
            rechecks = known;
        }
        return known;
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        List<SqlText> known = audience == Audience.ALL_TENANTS ? acrossText : tenantText;
        if (known != null) {
            return known;
        }
        SqlWriter out = new SqlWriter(audience);
        rechecks().permitIn(out);
        SelectRenderer.write(rechecks().sent(), out);
        List<SqlText> rendered = List.of(out.toText());
        if (audience == Audience.ALL_TENANTS) {
            acrossText = rendered;
        } else {
            tenantText = rendered;
        }
        return rendered;
    }

    @Override
    public Shape shape() {
        Shape known = shape;
        if (known == null) {
            known = rechecks().sent().shape();
            shape = known;
        }
        return known;
    }

    @Override
    public boolean keeps(Row row) {
        return rechecks().keep(row);
    }

    @Override
    public long keptAtMost() {
        return rechecks().keptAtMost();
    }

    @Override
    public Function<Row, T> mapper() {
        return mapper;
    }

    @Override
    public <R extends @Nullable Object> SelectQuery<R> map(Function<? super T, ? extends R> function) {
        return new MappedSelect<R>(spec, row -> function.apply(mapper.apply(row)));
    }

    @Override
    public SelectQuery<Long> counted() {
        return new ComputedSelect<>(COUNT_SHAPE, row -> row.get(COUNT), out -> {
            rechecks().permitIn(out);
            SelectRenderer.writeCount(spec, out);
        });
    }

    @Override
    public SelectQuery<Boolean> existing() {
        return new ComputedSelect<>(EXISTS_SHAPE, row -> Boolean.TRUE.equals(row.getOrNull(EXISTS)), out -> {
            rechecks().permitIn(out);
            out.append("select exists (")
                    .part(inner -> SelectRenderer.write(SelectRenderer.bare(spec), inner))
                    .append(")");
        });
    }

    @Override
    public @Nullable SelectQuery<?> compared() {
        List<Selectable<?>> needed =
                rechecks().isRequired() ? List.of() : rechecks().ofSelection();
        return needed.isEmpty()
                ? null
                : new MappedSelect<>(
                        spec.edit(s -> {
                            s.selected = needed;
                            s.withoutIncludes();
                            s.lock = null;
                            if (s.limit == null && s.offset == null && s.after == null) {
                                s.withoutOrder();
                            }
                        }),
                        row -> readable(row, needed.size()));
    }

    /** A row that nobody can compare is nobody's to count: its list tells which it is. */
    private static Row readable(Row row, int values) {
        for (int i = 0; i < values; i++) {
            if (row.at(i) instanceof Decrypted.Unreadable<?> unreadable) {
                unreadable.orElseThrow();
            }
        }
        return row;
    }

    @Override
    public SelectQuery<T> atMost(int rows) {
        if (spec.limit != null) {
            return this;
        }
        MappedSelect<T> known = limited;
        if (known == null || !Long.valueOf(rows).equals(known.spec.limit)) {
            known = new MappedSelect<>(spec.edit(s -> s.limit = (long) rows), mapper);
            limited = known;
        }
        return known;
    }

    @Override
    public PageQuery<T> paged() {
        Long size = spec.limit;
        if (size == null || size < 1 || size > 100_000) {
            throw new StatementException("A page needs limit(1 … 100000) as its size");
        }
        rechecks().refusePaging();
        SelectSpec total = Keyset.withTotalOrder(spec);
        List<Selectable<?>> keys = Keyset.keys(total);
        SelectSpec paged = total.edit(s -> {
            s.limit = size + 1;
            s.hidden = keys;
        });
        return new PageQuery<>(
                new MappedSelect<>(paged, row -> row), mapper, size.intValue(), Keyset.fingerprint(total));
    }

    @Override
    public String toString() {
        return toSql();
    }
}
