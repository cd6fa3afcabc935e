package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.ScopedTable;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Source;
import dev.holdfast.table.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which rows of a source are meant: the live ones, unless it says otherwise. Apart from the tenant's filter, always. */
final class LiveFilter {

    private LiveFilter() {}

    @org.jspecify.annotations.NullUnmarked // null in, null out, as in TenantFilter
    static Condition and(Source source, @Nullable Condition condition) {
        Condition filter = of(source);
        if (filter == null) {
            return condition;
        }
        return condition == null ? filter : filter.and(condition);
    }

    private static @Nullable Condition of(Source source) {
        if (source instanceof Table table) {
            return live(table, table);
        }
        if (source instanceof Alias alias) {
            return live(alias.table(), alias);
        }
        return source instanceof ScopedTable scoped && scoped.isOnlyDeleted() ? deleted(scoped) : null;
    }

    private static Condition deleted(ScopedTable scoped) {
        OrderedColumn<@Nullable Instant> deletedAt = scoped.of(((SoftDeletable) scoped.table()).deletedAt());
        Condition deleted = deletedAt.isNotNull();
        for (Reference reference : scoped.table().derivedFrom()) {
            deleted = deleted.or(parentIsLive(reference, scoped.base()).not());
        }
        Instant since = scoped.deletedSince();
        if (since != null) {
            deleted = deleted.and(compare(deletedAt, ">=", since));
        }
        Instant before = scoped.deletedBefore();
        return before == null ? deleted : deleted.and(compare(deletedAt, "<", before));
    }

    private static Condition compare(OrderedColumn<@Nullable Instant> column, String operator, Instant time) {
        var parameter = Values.required(SqlTypes.TIMESTAMPTZ, column.qualifiedName(), time);
        return Condition.of(out -> out.part(column).append(" " + operator + " ").parameter(parameter));
    }

    private static @Nullable Condition live(Table table, Source seenAs) {
        Condition live = null;
        if (table.isSoftDeletable()) {
            AnyColumn<?> deletedAt = in(seenAs, ((SoftDeletable) table).deletedAt());
            live = Condition.of(out -> out.part(deletedAt).append(" is null"));
        }
        List<Reference> derived = table.derivedFrom();
        for (int i = 0; i < derived.size(); i++) {
            Condition parent = parentIsLive(derived.get(i), seenAs);
            live = live == null ? parent : live.and(parent);
        }
        return live;
    }

    private static Condition parentIsLive(Reference reference, Source child) {
        return Condition.of(out -> writeParentIsLive(reference, child, out));
    }

    private static void writeParentIsLive(Reference reference, Source child, SqlWriter out) {
        Table parent = (Table) reference.to().source();
        Alias alias = parent.alias(out.generatedName("parent_"));
        AnyColumn<?> link = in(child, reference.from());
        if (link.isNullable()) {
            out.append("(").part(link).append(" is null or ");
        }
        out.append("exists (")
                .query(w -> writeLiveParent(reference, alias, child, w))
                .append(")");
        if (link.isNullable()) {
            out.append(")");
        }
    }

    private static void writeLiveParent(Reference reference, Alias alias, Source child, SqlWriter out) {
        Table parent = alias.table();
        AnyColumn<?> link = in(child, reference.from());
        AnyColumn<?> tenant = alias.tenantKey();
        AnyColumn<?> own = child.tenantKey();
        boolean ofOneTenant = tenant != null && own != null;
        Reading reading = Reading.byKey(alias, reference.to(), link, out, ofOneTenant ? own : null);
        out.append("select 1 from ");
        reading.writeSource(alias, out);
        out.append(" where ");
        if (tenant != null && own != null) {
            out.part(tenant).append(" = ").part(own).append(" and ");
        }
        out.part(alias.of(reference.to())).append(" = ").part(link).append(" and ");
        out.part(reading.there(alias, Objects.requireNonNull(live(parent, alias))));
    }

    private static AnyColumn<?> in(Source source, AnyColumn<?> column) {
        return source instanceof Alias alias ? alias.of(column) : column;
    }
}
