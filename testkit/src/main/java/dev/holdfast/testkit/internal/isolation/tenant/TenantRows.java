package dev.holdfast.testkit.internal.isolation.tenant;

import dev.holdfast.TenantScope;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Target;
import dev.holdfast.testkit.internal.isolation.Texts;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A table with a fresh row of each tenant. */
record TenantRows(TenantTrial by, Table table, Seeded ofA, Seeded ofB) implements Target {

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

    AnyColumn<?> tenantKey() {
        return Objects.requireNonNull(table.tenantKey());
    }

    String tenantColumn() {
        return Identifiers.quoted(tenantKey().name());
    }

    String tenantMark() {
        return Texts.mark(tenantKey());
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

    @Override
    public String noun() {
        return "the other tenant's row";
    }

    /** A's row as A sees it. */
    @Override
    public @Nullable String state() throws SQLException {
        try (SqlSession sql = sqlA()) {
            return ofA.state(sql);
        }
    }
}
