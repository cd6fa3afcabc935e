package dev.holdfast.jdbi.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Newsroom.class)
class KeptPlansTest {

    private static final String READ = "select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)"
            + " from pg_stat_xact_user_tables where schemaname = 'holdfast'";

    private final TestDatabase database;

    KeptPlansTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName("EV-41 a session whose plans were made when the store was tiny reads no more rows once it has grown")
    void grown() throws Exception {
        try (Connection kept = database.applicationDataSource().getConnection();
                Connection other = database.applicationDataSource().getConnection()) {
            for (String table : new String[] {"streams", "events", "archived_events"}) { // no statistics on the way
                Sql.run(
                        database.superuserDataSource(),
                        "alter table holdfast." + table + " set (autovacuum_enabled = false)");
            }
            append(kept, 60); // as many as the first automatic analyze waits for
            Sql.run(database.superuserDataSource(), "vacuum (analyze) holdfast.streams");
            Sql.run(database.superuserDataSource(), "vacuum (analyze) holdfast.events");
            for (int version = 1; version < 10; version++) { // the sixth time a plan is kept
                assertThat(one(kept, appendOne(version))).startsWith("{0,");
                assertThat(one(kept, appendOne(version))).startsWith("{2,");
                assertThat(one(kept, appendEvents("null"))).isEqualTo("appended");
                assertThat(one(kept, appendEvents("1000000"))).isEqualTo("conflict");
            }
            append(other, 3_000);
            for (String work :
                    new String[] {appendOne(10), appendOne(3), appendEvents("null"), appendEvents("1000000")}) {
                kept.setAutoCommit(false);
                long before = Long.parseLong(one(kept, READ));
                one(kept, work);
                assertThat(Long.parseLong(one(kept, READ)) - before).as(work).isLessThan(20);
                kept.commit();
                kept.setAutoCommit(true);
            }
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        return String.valueOf(Sql.column(connection, sql).get(0));
    }

    private static void append(Connection connection, int streams) throws SQLException {
        Sql.run(
                connection,
                "begin; select set_config('holdfast.tenant_id', '" + Newsroom.A + "', true);"
                        + " select count(holdfast.append_event('article', 'kept-' || n, null, 'article-published', '{\"edition\": 1}'))"
                        + " from generate_series(1, " + streams + ") n; commit");
    }

    private static String appendOne(int expected) {
        return "select holdfast.append_one('article', 'kept-1', " + expected
                + ", gen_random_uuid(), 'article-published', 1," + " '{\"edition\": 1}', null, " + Newsroom.A
                + ", '', '', '')";
    }

    private static String appendEvents(String expected) {
        return "select outcome from holdfast.append_events(array['article'], array['kept-2'], array[" + expected
                + "]::bigint[], '{}',"
                + " array[gen_random_uuid()], array['article-published'], array[1], array['{\"edition\": 1}'], '{}', '{}', '{}', '{}',"
                + " '{}', " + Newsroom.A + ", '', '', '')";
    }
}
