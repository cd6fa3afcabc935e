package dev.holdfast.testkit.internal.isolation.deletion;

import static dev.holdfast.testkit.internal.isolation.Verdict.DENIED;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.testkit.internal.isolation.Attempt;
import dev.holdfast.testkit.internal.isolation.Seeded;
import dev.holdfast.testkit.internal.isolation.SqlSession;
import dev.holdfast.testkit.internal.isolation.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Going for a row that isn't live in plain SQL: by the live view, and past it. Always rolled back. */
final class HiddenSql {

    private static final List<String> RESTAMPS = List.of(
            "deleted_at = now() + interval '1 hour'",
            "deletion_id = gen_random_uuid()",
            "deleted_by = 'somebody else'",
            "delete_reason = 'another one'",
            "deleted_at = now(), deletion_id = gen_random_uuid(), deleted_by = 'somebody else'");

    private HiddenSql() {}

    static List<Attempt<Hidden>> attempts(Hiding how) {
        List<Attempt<Hidden>> attempts = new ArrayList<>(List.of(
                Attempt.sql("read the live view by key", h -> Hidden.unseen(count(h, h.row()))),
                Attempt.sql("read the other rows by the live view", HiddenSql::others),
                Attempt.sql("join the live view", HiddenSql::join),
                Attempt.sql("update by the live view", h -> {
                    String column = Identifiers.quoted(h.writable().name());
                    return Hidden.unseen(
                            change(h, "update " + h.liveView() + " set " + column + " = t." + column, h.row()));
                }),
                Attempt.sql(
                        "delete by the live view",
                        h -> Hidden.unseen(change(h, "delete from " + h.liveView(), h.row())))));
        if (how.table().isSoftDeletable()) {
            attempts.add(Attempt.sql("delete a live row by the live view", HiddenSql::deleteSoftly));
            attempts.add(Attempt.sql("delete for good", h -> deleteForGood(h, h.row(), false)));
            attempts.add(Attempt.sql("delete a live row for good", h -> deleteForGood(h, h.live(), false)));
            attempts.add(Attempt.sql("delete for good as a purge", h -> deleteForGood(h, h.row(), true)));
        }
        if (how.isOwn()) {
            attempts.add(Attempt.sql("stamp again", HiddenSql::stampAgain));
        }
        return attempts;
    }

    private static long count(Hidden h, Seeded which) throws SQLException {
        try (SqlSession sql = h.sql()) {
            return sql.number("select count(*) from " + h.liveView() + " where " + which.sql("t"), which.values());
        }
    }

    /** A view that shows nothing at all hides deleted rows as well. */
    private static Verdict others(Hidden h) throws SQLException {
        long rows = count(h, h.live());
        return rows == 1 ? Verdict.held("1 row") : Verdict.breached(rows + " rows where one is live");
    }

    private static Verdict join(Hidden h) throws SQLException {
        try (SqlSession sql = h.sql()) {
            return Hidden.unseen(sql.number(
                    "select count(t.*) from (select 1) as one left join " + h.liveView() + " on "
                            + h.row().sql("t"),
                    h.row().values()));
        }
    }

    private static long change(Hidden h, String statement, Seeded which) throws SQLException {
        try (SqlSession sql = h.sql()) {
            return sql.update(statement + " where " + which.sql("t"), which.values());
        }
    }

    private static Verdict deleteSoftly(Hidden h) throws SQLException {
        Seeded live = h.live();
        try (SqlSession sql = h.sql()) {
            long rows = sql.update("delete from " + h.liveView() + " where " + live.sql("t"), live.values());
            long kept = sql.number(
                    "select count(*) from " + h.from()
                            + " where t.deleted_at is not null and t.deletion_id is not null and " + live.sql("t"),
                    live.values());
            return rows == 1 && kept == 1
                    ? Verdict.held("hidden")
                    : Verdict.breached(rows + " rows deleted, " + kept + " kept as deleted ones");
        }
    }

    /** A client that says it purges has the right no more than any other. */
    private static Verdict deleteForGood(Hidden h, Seeded which, boolean asPurge) {
        return Verdict.refused(
                () -> {
                    try (SqlSession sql = h.sql()) {
                        if (asPurge) {
                            sql.texts("select set_config('holdfast.purge', 'on', true)");
                        }
                        return sql.update("delete from " + h.from() + " where " + which.sql("t"), which.values());
                    }
                },
                DENIED);
    }

    private static Verdict stampAgain(Hidden h) throws SQLException {
        for (String stamp : RESTAMPS) {
            try (SqlSession sql = h.sql()) {
                List<@Nullable String> before = stamps(sql, h);
                sql.update(
                        "update " + h.from() + " set " + stamp + " where "
                                + h.row().sql("t"),
                        h.row().values());
                if (!before.equals(stamps(sql, h))) {
                    return Verdict.breached("the deletion was changed by set " + stamp);
                }
            }
        }
        return Verdict.held("the deletion stays as it was");
    }

    private static List<@Nullable String> stamps(SqlSession sql, Hidden h) throws SQLException {
        return sql.row(
                "select t.deleted_at::text, t.deletion_id::text, t.deleted_by, t.delete_reason from " + h.from()
                        + " where " + h.row().sql("t"),
                h.row().values());
    }
}
