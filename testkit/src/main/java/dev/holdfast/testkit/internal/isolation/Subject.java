package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.TenantScope;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A table with a fresh row of each tenant. */
record Subject(Investigation by, Table table, Seeded ofA, Seeded ofB) {

    TenantScope a() {
        return by.a();
    }

    TenantScope b() {
        return by.b();
    }

    String tenantA() {
        return a().tenantId().toString();
    }

    String tenantB() {
        return b().tenantId().toString();
    }

    SqlSession sqlA() throws SQLException {
        return SqlSession.open(by.application(), tenantA());
    }

    SqlSession sqlB() throws SQLException {
        return SqlSession.open(by.application(), tenantB());
    }

    SqlSession sqlWithoutTenant() throws SQLException {
        return SqlSession.open(by.application(), null);
    }

    /** The table's name in SQL, with {@code t} behind it as what conditions call it. */
    String from() {
        return name() + " as t";
    }

    /** The table's live view in SQL, with {@code t} behind it. */
    String liveView() {
        return Columns.nameOf(table, "_live") + " as t";
    }

    String name() {
        return Columns.nameOf(table);
    }

    AnyColumn<?> tenantKey() {
        return Objects.requireNonNull(table.tenantKey());
    }

    String tenantColumn() {
        return Identifiers.quoted(tenantKey().name());
    }

    String tenantMark() {
        return Texts.mark(tenantKey());
    }

    /** A column to write to: none that a key or a link makes special, where there is one. */
    Column<?> writable() {
        return Columns.writable(table);
    }

    /** The references to tenant-owned tables. */
    List<Reference> links() {
        return table.columns().stream()
                .map(column -> column.metadata().reference())
                .filter(r -> r != null && r.to().source().tenantKey() != null)
                .map(Objects::requireNonNull)
                .toList();
    }

    boolean isLink(AnyColumn<?> column) {
        Reference reference = column.metadata().reference();
        return reference != null && reference.to().source().tenantKey() != null;
    }

    /** A's row as A sees it, with what changes on every update; null where it is gone. */
    @Nullable
    String stateOfA() throws SQLException {
        try (SqlSession sql = sqlA()) {
            List<@Nullable String> found = sql.texts(
                    "select t.xmin::text || ' ' || md5(t::text) from " + from() + " where " + ofA.sql("t"),
                    ofA.values());
            return found.isEmpty() ? null : found.get(0);
        }
    }
}
