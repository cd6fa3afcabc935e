package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Mutation;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.Table;
import java.util.List;

/**
 * An update of what is stored, in rows of every state of life: no version is counted and no stamp set, since no value
 * changes.
 */
record StoredUpdate(Table table, SqlPart assignments, SqlPart from, Condition where) implements Mutation {

    static StoredUpdate emptying(Table table, List<BlindIndexColumn> indexes, Condition where) {
        List<Condition> filled = indexes.stream().map(StoredCells::isFilled).toList();
        return new StoredUpdate(
                table,
                out -> out.list(
                        indexes, ", ", (w, index) -> w.identifier(index.name()).append(" = null")),
                out -> {},
                where.and(Condition.anyOf(filled)));
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        out.markWrite();
        out.query(this::writeUpdate);
        return List.of(out.toText());
    }

    private void writeUpdate(SqlWriter out) {
        out.append("update ").part(table::writeSource).append(" set ").part(assignments);
        out.part(from).append(" where ").part(ofTenant(where, out));
    }

    private Condition ofTenant(Condition condition, SqlWriter out) {
        AnyColumn<?> key = table.tenantKey();
        if (key == null) {
            return condition;
        }
        out.touchTenantTable();
        Parameter tenant = Parameter.tenant(key.type(), key.qualifiedName());
        return Condition.of(w -> w.part(key).append(" = ").parameter(tenant)).and(condition);
    }

    @Override
    public String describe() {
        return "update of what " + table.qualifiedName() + " stores";
    }
}
