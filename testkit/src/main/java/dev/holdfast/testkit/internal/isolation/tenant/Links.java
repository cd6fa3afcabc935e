package dev.holdfast.testkit.internal.isolation.tenant;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;

import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.query.Row;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Changes;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Texts;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Letting a row of B's refer to a row of A's. Only a foreign key with the tenant in it stops that. */
final class Links {

    private static final String FOREIGN_KEY = "23503";

    private Links() {}

    static List<Attempt<TenantRows>> attempts(List<Reference> references) {
        List<Attempt<TenantRows>> attempts = new ArrayList<>();
        for (Reference r : references) {
            String link = "link " + r.from().name();
            attempts.add(Attempt.dsl(
                    link + " by update",
                    s -> Verdict.refused(
                            () -> Changes.set(s.b().update(s.table()), r.from(), target(s, r))
                                    .where(s.ofB().condition())
                                    .execute(),
                            FOREIGN_KEY,
                            DENIED)));
            attempts.add(
                    Attempt.sql(link + " by update", s -> Verdict.refused(() -> update(s, r), FOREIGN_KEY, DENIED)));
            attempts.add(Attempt.dsl(
                    link + " by insert", s -> Verdict.refused(() -> insertByDsl(s, r), FOREIGN_KEY, DENIED)));
            attempts.add(
                    Attempt.sql(link + " by insert", s -> Verdict.refused(() -> insert(s, r), FOREIGN_KEY, DENIED)));
        }
        return attempts;
    }

    /** The key of a row of A's, as the link would name it. */
    private static Object target(TenantRows s, Reference r) {
        Table parent = (Table) r.to().source();
        boolean here = parent.equals(s.table()) && !parent.isSoftDeletable(); // else the new row might have its key
        Seeded row = here ? s.ofA() : s.by().seed(parent, s.a());
        Row found = s.a().from(parent).select(r.to()).where(row.condition()).one();
        return Objects.requireNonNull(found.getOrNull(r.to()));
    }

    private static long update(TenantRows s, Reference r) throws SQLException {
        String target = Texts.of(r.to().type(), target(s, r));
        String[] key = s.ofB().values();
        @Nullable String[] arguments = new @Nullable String[key.length + 1];
        arguments[0] = target;
        System.arraycopy(key, 0, arguments, 1, key.length);
        try (SqlSession sql = s.sqlB()) {
            long rows = sql.update(
                    "update " + s.from() + " set " + Identifiers.quoted(r.from().name()) + " = " + Texts.mark(r.from())
                            + " where " + s.ofB().sql("t"),
                    arguments);
            sql.commit(); // a deferred constraint speaks up here
            return rows;
        }
    }

    /** The row is taken out first, so that its own unique values aren't in the way; a soft deletion leaves its key there. */
    private static long insert(TenantRows s, Reference r) throws SQLException {
        Map<AnyColumn<?>, @Nullable String> row = Rows.ofB(s);
        Rows.keyBeside(s).forEach((column, value) -> row.put(column, Texts.of(column.type(), value)));
        row.put(r.from(), Texts.of(r.to().type(), target(s, r)));
        try (SqlSession sql = s.sqlB()) {
            if (!Rows.removeB(sql, s)) {
                throw new Verdict.Untried("the tenant may not delete its own row, which is in the way");
            }
            long rows = Rows.insert(sql, s, row, "");
            sql.commit();
            return rows;
        }
    }

    private static long insertByDsl(TenantRows s, Reference r) {
        Row own = DslWrites.ownRow(s);
        Map<AnyColumn<?>, Object> values = Rows.keyBeside(s);
        values.put(r.from(), target(s, r));
        return s.b().inTransaction(tx -> {
            try {
                tx.deleteFrom(s.table()).where(s.ofB().condition()).execute();
            } catch (AccessDeniedException e) {
                throw new Verdict.Untried("the tenant may not delete its own row, which is in the way");
            }
            return tx.insertInto(s.table(), row -> Rows.copy(row, s, own, own, values))
                    .execute();
        });
    }
}
