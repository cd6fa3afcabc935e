package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** However much there is to do, it is done in a heap of 64 MB. {@code -Dholdfast.backlog=1000000} sets how much. */
@PostgresTest(template = Counting.class)
class BacklogTest {

    private static final int EVENTS = Integer.getInteger("holdfast.backlog", 30_000);
    private static final int AT_ONCE = 20_000;

    private final TestDatabase database;

    BacklogTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName(
            "EV-57 a backlog is handled in a heap of 64 MB: that of a stream that was parked at its beginning, too")
    void bounded() throws Exception {
        for (int from = 0; from < EVENTS; from += AT_ONCE) {
            append(A, from, Math.min(from + AT_ONCE, EVENTS));
            append(B, from, from + Math.min(AT_ONCE, EVENTS - from) / 10);
        }
        long begun = System.nanoTime();
        assertThat(Backlog.handle(database, "64m").lines()).containsExactly("caught up, parked 2", "unparked");
        System.out.println("BacklogTest: " + EVENTS / 10 * 11 + " events in "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
        for (long tenant : List.of(A, B)) {
            assertThat(Sql.column(
                            database.superuserDataSource(),
                            "select name || ' ' || total from tallies where tenant_id = " + tenant + " order by name"))
                    .hasSize(51)
                    .isEqualTo(Sql.column(
                            database.superuserDataSource(),
                            "select s.stream_id || ' ' || sum(cast(e.data ->> 'edition' as bigint))"
                                    + " from holdfast.events e join holdfast.streams s using (tenant_id, stream_no)"
                                    + " where tenant_id = " + tenant + " group by s.stream_id order by s.stream_id"));
        }
    }

    /** One in a hundred is in a stream that is parked. */
    private void append(long tenant, int from, int to) {
        Sql.run(
                database.superuserDataSource(),
                "begin; select set_config('holdfast.tenant_id', '" + tenant + "', true);"
                        + " select count(holdfast.append_event('article',"
                        + " case when n % 100 = 0 then 'parked' else 'n' || n % 50 end,"
                        + " null, 'article-published', jsonb_build_object('edition', n), jsonb_build_object('told', repeat('x', 800))))"
                        + " from generate_series(" + from + ", " + (to - 1) + ") n; commit");
    }
}
