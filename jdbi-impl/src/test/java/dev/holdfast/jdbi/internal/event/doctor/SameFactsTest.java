package dev.holdfast.jdbi.internal.event.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the event store's functions say in several places is the same")
@PostgresTest(template = Newsroom.class)
class SameFactsTest {

    private static final Pattern LOCKING =
            Pattern.compile("lowest := greatest\\(.*?set_config\\('synchronous_commit'.*?end if;", Pattern.DOTALL);
    private static final Pattern SESSION = Pattern.compile(
            "tenant holdfast\\.streams.*?told_request[^;]*;|is_given then\\s+tenant := .*?;\\s+setting := .*?;"
                    + "|elsif tenant <> tenant_id then.*?end if;|if is_given then\\s+setting := .*?end if;",
            Pattern.DOTALL);
    private static final Pattern BATCH =
            Pattern.compile("with stored as \\(.*?(?=on conflict|returning e)", Pattern.DOTALL);
    private static final Pattern REMARK = Pattern.compile("\\s*--[^\n]*");

    @Test
    @DisplayName("the number of the appenders' lock")
    void lock(TestDatabase database) {
        assertThat(Sql.column(
                        database.superuserDataSource(),
                        "select proname || ' ' || coalesce(m.hit[1], m.hit[2]) from pg_proc cross join lateral regexp_matches("
                                + "prosrc, '\\m(\\d+)::bigint << 48|classid::bigint >> 16 = (\\d+)', 'g') as m (hit)"
                                + " where pronamespace = 'holdfast'::regnamespace order by proname"))
                .containsExactlyInAnyOrder(
                        "append_events " + EventCatalog.LOCK,
                        "append_many " + EventCatalog.LOCK,
                        "append_one " + EventCatalog.STREAM_LOCK,
                        "append_one " + EventCatalog.LOCK,
                        "safe_position " + EventCatalog.LOCK);
    }

    @Test
    @DisplayName("under which search_path all tenants' positions are seen")
    void everyPosition(TestDatabase database) {
        assertThat(
                        Sql.column(
                                database.superuserDataSource(),
                                "select c.relname || ' ' || pg_get_expr(p.polqual, p.polrelid) from pg_policy p join pg_class c on c.oid"
                                        + " = p.polrelid where p.polname = 'holdfast_positions' union all select f.proname || ' '"
                                        + " || f.proconfig[1] from pg_proc f where f.proconfig::text like '%every%' order by 1"))
                .hasSize(3)
                .allMatch(fact -> fact != null && fact.contains(EventCatalog.EVERY_POSITION));
    }

    @Test
    @DisplayName("the lock that an appender takes")
    void locking(TestDatabase database) {
        assertThat(parts(database, "append_one", LOCKING))
                .hasSize(1)
                .isEqualTo(parts(database, "append_events", LOCKING))
                .isEqualTo(parts(database, "append_many", LOCKING));
    }

    @Test
    @DisplayName("whose an append is, where the session comes with it")
    void session(TestDatabase database) {
        assertThat(parts(database, "append_one", SESSION))
                .hasSize(4)
                .isEqualTo(parts(database, "append_events", SESSION));
    }

    @Test
    @DisplayName("the two forms in which a batch is stored")
    void batches(TestDatabase database) {
        List<String> forms = parts(database, "append_events", BATCH);
        assertThat(forms).hasSize(2);
        assertThat(forms.get(0)).isEqualTo(forms.get(1));
    }

    private static List<String> parts(TestDatabase database, String function, Pattern pattern) {
        String source = Objects.requireNonNull(Sql.one(
                database.superuserDataSource(),
                "select prosrc from pg_proc where pronamespace = 'holdfast'::regnamespace and proname = '" + function
                        + "'"));
        return pattern.matcher(REMARK.matcher(source).replaceAll(""))
                .results()
                .map(part -> part.group().replaceAll("\\s+", " "))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("what is stamped into the metadata")
    @ValueSource(
            strings = {
                "null",
                "'{}'",
                "'{\"causation\": \"c\", \"own\": null}'",
                "'{\"correlation\": \"own\", \"actor\": \"forged\", \"reason\": null, \"x\": {\"y\": null}}'"
            })
    void stamp(String metadata, TestDatabase database) throws SQLException {
        for (String context : List.of("'', '', ''", "'user-7', 'spam', 'r-1'", "'user-7', '', 'r-1'")) {
            try (Connection application = database.applicationDataSource().getConnection()) {
                application.setAutoCommit(false);
                Sql.run(
                        application,
                        "select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.actor', v.a, true),"
                                + " set_config('holdfast.reason', v.b, true), set_config('holdfast.request_id', v.c, true)"
                                + " from (values (" + context + ")) as v (a, b, c)");
                appendSeveral(application, "null"); // so that there is the stream
                appendSeveral(application, metadata);
                Sql.run(
                        application,
                        "select holdfast.append_one('same', 'facts', null, gen_random_uuid(), 'a', 1, '{}', " + metadata
                                + ")");
                Sql.run(
                        application,
                        "select holdfast.append_many(array[1], array['same'], array['facts'], array[null]::bigint[],"
                                + " array[gen_random_uuid()], array['a'], array[1], array['{}'], array[" + metadata
                                + "]::text[], array[null]::text[], array[null]::text[], array[null]::text[])");
                List<@Nullable String> stored = Sql.column(
                        application,
                        "select e.metadata::text from holdfast.events e join holdfast.streams s using (tenant_id, stream_no)"
                                + " where s.stream_id = 'facts' order by e.version");
                assertThat(stored).as(context).hasSize(4);
                assertThat(stored.get(3)).as(context).isEqualTo(stored.get(2));
                assertThat(stored.get(2)).as(context).isEqualTo(stored.get(1));
                application.rollback();
            }
        }
    }

    private static void appendSeveral(Connection application, String metadata) throws SQLException {
        Sql.run(
                application,
                "select holdfast.append_events(array['same'], array['facts'], array[null::bigint], '{}',"
                        + " array[gen_random_uuid()], array['a'], array[1], array['{}'], array[" + metadata
                        + "]::text[], '{}', '{}', '{}', '{}')");
    }
}
