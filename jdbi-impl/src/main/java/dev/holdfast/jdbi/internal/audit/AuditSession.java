package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.query.Query;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Whose log is read, and how a statement says so. Of the session's thread-safety. */
record AuditSession(EngineSession session) {

    private static final Set<String> NOT_THERE = Set.of("42P01", "42703", "3F000");

    /** Runs one of the log's statements. */
    <T> List<T> list(Query<T> query) {
        try {
            return session.list(query);
        } catch (DatabaseException e) {
            if (NOT_THERE.contains(e.sqlState())) {
                throw new SchemaException(
                        "The audit log isn't there, or is of another version: include"
                                + " dev/holdfast/liquibase/changelog.xml in your changelog, and migrate",
                        e);
            }
            throw e;
        }
    }

    Audience audience() {
        return session.audience();
    }

    SqlType<?> tenantType() {
        Object tenant = session.tenantOrNull();
        if (tenant != null) {
            return SqlTypes.of(tenant.getClass());
        }
        return Objects.requireNonNullElse(session.schema().tenantType(), SqlTypes.BIGINT);
    }

    /** That rows of the log are of the session's own tenant; of those of no tenant where it has none. */
    void writeOwn(SqlWriter out, String alias) {
        out.append(alias);
        switch (audience()) {
            case TENANT -> out.append(".tenant_id = ").parameter(Parameter.tenant(tenantType(), "tenant_id"));
            case ALL_TENANTS -> out.append(".change_set_id is not null");
            case NO_TENANT -> out.append(".tenant_id is null");
        }
    }

    /** The same of entries of a change set: across tenants they are of its tenant, by which they lie in the index. */
    void writeOwn(SqlWriter out, String alias, long changeSet) {
        if (audience() != Audience.ALL_TENANTS) {
            writeOwn(out, alias);
            return;
        }
        out.append("(")
                .append(alias)
                .append(".tenant_id = (select s.tenant_id from holdfast.change_sets s where s.change_set_id = ")
                .parameter(Parameter.of(changeSet, SqlTypes.BIGINT, "change set"))
                .append(") or ")
                .append(alias)
                .append(".tenant_id is null)");
    }

    /** That rows are of a table's tenant, or of none where the table has none. */
    void writeOwn(SqlWriter out, String alias, Table table) {
        if (table.tenantKey() == null) {
            out.append(alias).append(".tenant_id is null");
        } else {
            writeOwn(out, alias);
        }
    }
}
