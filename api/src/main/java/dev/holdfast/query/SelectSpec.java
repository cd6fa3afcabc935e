package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.expression.Ordering;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Required;
import dev.holdfast.sql.Moment;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.DecryptedColumn;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The clauses of a select. Changed only through {@link #edit}, which copies; so never after it was handed out. */
final class SelectSpec {

    record Join(boolean left, Source source, Condition on) {

        static Join of(boolean left, Source source, Condition on) {
            String call = left ? "leftJoin" : "join";
            return new Join(left, Required.given(call, source), Required.given(call, on));
        }
    }

    record Union(boolean all, Select select) {}

    final Source root;
    List<Join> joins = List.of();
    List<Selectable<?>> selected = List.of();
    boolean distinct;

    @Nullable
    Condition where;

    List<Expression<?>> groupBy = List.of();

    @Nullable
    Condition having;

    List<Ordering> orderBy = List.of();

    @Nullable
    Long limit;

    @Nullable
    Long offset;

    @Nullable
    Cursor after;

    @Nullable
    RowLock lock;

    @Nullable
    Moment moment;

    Set<Table> current = Set.of();
    boolean plainIsCurrent;
    /** Without children or an order, which may be what reads a table that {@link #current} names. */
    boolean isPart;

    List<Include> includes = List.of();
    List<Union> unions = List.of();
    List<Selectable<?>> hidden = List.of();
    List<Selectable<?>> compared = List.of();

    SelectSpec(Source root) {
        this.root = Required.given("from", root);
    }

    private SelectSpec(SelectSpec other) {
        this.root = other.root;
        this.joins = other.joins;
        this.selected = other.selected;
        this.distinct = other.distinct;
        this.where = other.where;
        this.groupBy = other.groupBy;
        this.having = other.having;
        this.orderBy = other.orderBy;
        this.limit = other.limit;
        this.offset = other.offset;
        this.after = other.after;
        this.lock = other.lock;
        this.moment = other.moment;
        this.current = other.current;
        this.plainIsCurrent = other.plainIsCurrent;
        this.isPart = other.isPart;
        this.includes = other.includes;
        this.unions = other.unions;
        this.hidden = other.hidden;
        this.compared = other.compared;
    }

    SelectSpec edit(Consumer<SelectSpec> change) {
        SelectSpec copy = new SelectSpec(this);
        change.accept(copy);
        return copy;
    }

    static <T> List<T> plus(List<? extends T> list, T item) {
        List<T> longer = new ArrayList<>(list);
        longer.add(item);
        return List.copyOf(longer);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <T> List<T> plusAll(List<? extends T> list, T... items) {
        List<T> longer = new ArrayList<>(list);
        Collections.addAll(longer, items);
        return List.copyOf(longer);
    }

    List<Source> sources() {
        List<Source> sources = new ArrayList<>(1 + joins.size());
        sources.add(root);
        joins.forEach(join -> sources.add(join.source()));
        return sources;
    }

    /** Whether it says of tables, or of plain SQL, that they are read as they are now. */
    boolean hasCurrent() {
        return plainIsCurrent || !current.isEmpty();
    }

    /** Leaves children out. */
    void withoutIncludes() {
        isPart = isPart || !includes.isEmpty();
        includes = List.of();
    }

    /** Leaves the order out. */
    void withoutOrder() {
        isPart = isPart || !orderBy.isEmpty();
        orderBy = List.of();
    }

    /** What is selected: what was named, else all columns of all sources. */
    List<Selectable<?>> selection() {
        if (!selected.isEmpty()) {
            return selected;
        }
        if (joins.isEmpty()) {
            return Selection.of(root);
        }
        List<Selectable<?>> all = new ArrayList<>();
        sources().forEach(source -> all.addAll(Selection.of(source)));
        return all;
    }

    Shape shape() {
        return new Shape(selection(), includes, hidden, compared);
    }

    /** True where the rows of the result may be other than those of its sources; a computed value may be an aggregate. */
    boolean isAggregated() {
        boolean computes =
                !selected.stream().allMatch(part -> part instanceof AnyColumn || part instanceof DecryptedColumn);
        boolean groups = distinct || !groupBy.isEmpty() || having != null || !unions.isEmpty();
        return computes || groups || limit != null || offset != null;
    }
}
