package dev.holdfast.jdbi.history;

import static dev.holdfast.jdbi.history.Archive.ARTICLES;
import static dev.holdfast.jdbi.history.Archive.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Session;
import dev.holdfast.Transaction;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.Include;
import dev.holdfast.sql.Moment;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many rows each form of a read as of a moment takes, as the application's role, for a large tenant and for one that is newer
 * than the statistics: by PostgreSQL's own count, whatever the plan.
 */
@PostgresTest(template = Archive.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryPlansTest {

    private static final int KEYS = 2_000;
    private static final int VERSIONS = 5;
    private static final int OTHERS = 40;
    private static final int EACH = 250;
    /** Of a page's rows, each version once, and each looked up: those of the joined table too. */
    private static final int PER_ROW = 4 * VERSIONS;
    /** Of a whole tenant, where each version looks for a later one among those of its key. */
    private static final int EACH_LOOKED_UP = 3 * VERSIONS;

    private final TestDatabase database;
    private final JdbiTenantScope large;
    private final JdbiTenantScope fresh;
    private Instant instant;
    private Moment now;
    private SnapshotToken token;

    HistoryPlansTest(TestDatabase database) {
        JdbiHoldfast holdfast = Archive.holdfast(database);
        this.database = database;
        this.large = Archive.newTenant(holdfast);
        this.fresh = Archive.newTenant(holdfast);
    }

    @BeforeAll
    void filled() {
        fill(large, KEYS);
        for (int i = 0; i < OTHERS; i++) {
            Sql.run(database.superuserDataSource(), rows(1000 + i, EACH));
        }
        Sql.run(database.superuserDataSource(), "create index on articles_versions (tenant_id, rank, id)");
        Sql.run(database.superuserDataSource(), "create index on articles_versions (tenant_id, author_id)");
        Sql.run(
                database.superuserDataSource(),
                "vacuum (analyze) authors_versions, articles_versions, articles, authors");
        fill(fresh, 300);
        instant = Archive.now(database);
        now = Moment.at(instant);
        token = large.history().token();
    }

    private void fill(JdbiTenantScope tenant, int keys) {
        Sql.run(database.superuserDataSource(), rows((Long) tenant.tenantId(), keys));
    }

    private static String rows(long tenant, int keys) {
        return "insert into authors_versions (tenant_id, id, name, country, holdfast_sequence, holdfast_at, holdfast_transaction,"
                + " holdfast_gone, holdfast_action) select " + tenant + ", md5(" + tenant
                + " || 'a' || n)::uuid, 'n' || v, 'is',"
                + " nextval('holdfast.change_sequence'), clock_timestamp(), pg_current_xact_id(), false, 'update'"
                + " from generate_series(1, " + VERSIONS + ") v, generate_series(1, " + keys / 20 + ") n;"
                + " insert into articles_versions (tenant_id, id, author_id, title, rank, twice, version, holdfast_sequence,"
                + " holdfast_at, holdfast_transaction, holdfast_gone, holdfast_action) select " + tenant + ", md5("
                + tenant
                + " || 'b' || n)::uuid, md5(" + tenant + " || 'a' || (1 + n % " + keys / 20
                + "))::uuid, 't' || n || ' ' || v, n,"
                + " n, v, nextval('holdfast.change_sequence'), clock_timestamp(), pg_current_xact_id(), false, 'update'"
                + " from generate_series(1, " + VERSIONS + ") v, generate_series(1, " + keys + ") n";
    }

    private interface Read {
        int by(Session session, Moment when, UUID id);
    }

    private record Form(String name, int rows, Read read) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Form> forms() {
        Include theirs = Include.children(ARTICLES.authorId).first(3);
        return List.of(
                new Form("by key", 1, (in, when, id) -> in.from(ARTICLES)
                        .asOf(when)
                        .where(ARTICLES.id.eq(id))
                        .list()
                        .size()),
                new Form("a page in key order", 20, (in, when, id) -> in.from(ARTICLES)
                        .asOf(when)
                        .where(ARTICLES.id.ge(id))
                        .orderBy(ARTICLES.id.asc())
                        .limit(20)
                        .list()
                        .size()),
                new Form("a page in key order, from the end", 20, (in, when, id) -> in.from(ARTICLES)
                        .asOf(when)
                        .orderBy(ARTICLES.id.desc())
                        .limit(20)
                        .page()
                        .items()
                        .size()),
                new Form("a page by an indexed column", 20, (in, when, id) -> in.from(ARTICLES)
                        .asOf(when)
                        .orderBy(ARTICLES.rank.asc(), ARTICLES.id.asc())
                        .limit(20)
                        .list()
                        .size()),
                new Form("a page of a join", 20, (in, when, id) -> in.from(ARTICLES)
                        .join(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId))
                        .asOf(when)
                        .orderBy(ARTICLES.rank.asc(), ARTICLES.id.asc())
                        .limit(20)
                        .list()
                        .size()),
                new Form(
                        "a page with children",
                        100,
                        (in, when, id) -> 20
                                * in.from(AUTHORS)
                                        .include(theirs)
                                        .asOf(when)
                                        .orderBy(AUTHORS.id.asc())
                                        .limit(5)
                                        .list()
                                        .size()));
    }

    record Case(String mode, boolean ofLarge, boolean byToken, Form form) {

        @Override
        public String toString() {
            return form + (ofLarge ? ", large" : ", new") + " tenant, by " + (byToken ? "token, " : "time, ") + mode;
        }
    }

    static Stream<Case> cases() {
        return Stream.of("force_custom_plan", "force_generic_plan", "auto")
                .flatMap(mode -> Stream.of(true, false).flatMap(large -> Stream.of(true, false)
                        .flatMap(token -> forms().stream().map(form -> new Case(mode, large, token, form)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName(
            "AH-24 a page as of a moment reads the versions of its rows, and no others, whatever the statistics say")
    void pages(Case wanted) {
        JdbiTenantScope scope = wanted.ofLarge() ? large : fresh;
        Moment when = wanted.byToken() ? token : now;
        UUID id = UUID.fromString(String.valueOf(Sql.one(
                database.superuserDataSource(),
                "select id from articles_versions where tenant_id = " + scope.tenantId()
                        + " order by id offset 77 limit 1")));
        for (int i = 0; i < (wanted.mode().equals("auto") ? 7 : 1); i++) {
            long read = scope.inTransaction(tx -> {
                long before = rowsRead(tx, wanted.mode());
                assertThat(wanted.form().read().by(tx, when, id))
                        .isEqualTo(wanted.form().rows());
                return rowsRead(tx, wanted.mode()) - before;
            });
            // 15 doesn't sort within a key what an index gives by key
            boolean sorted = database.version() < 16 && wanted.form().name().equals("a page in key order");
            long most = sorted
                    ? (wanted.ofLarge() ? KEYS : 300) * (long) VERSIONS
                    : (long) PER_ROW * (wanted.form().rows() + 1);
            assertThat(read).as(wanted.toString()).isLessThanOrEqualTo(most);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName(
            "AH-22 no read as of a moment takes another tenant's versions, also where all of a tenant's are counted")
    void wholes(Case wanted) {
        JdbiTenantScope scope = wanted.ofLarge() ? large : fresh;
        Moment when = wanted.byToken() ? token : now;
        int keys = wanted.ofLarge() ? KEYS : 300;
        long own = (long) keys * VERSIONS + keys / 20 * VERSIONS;
        long read = scope.inTransaction(tx -> {
            long before = rowsRead(tx, wanted.mode());
            assertThat(tx.from(ARTICLES)
                            .join(AUTHORS, AUTHORS.id.eq(ARTICLES.authorId))
                            .asOf(when)
                            .count())
                    .isEqualTo(keys);
            return rowsRead(tx, wanted.mode()) - before;
        });
        assertThat(read).as(wanted.toString()).isLessThanOrEqualTo(EACH_LOOKED_UP * own);
    }

    record PlainCase(String mode, boolean ofLarge, String read) {}

    static Stream<PlainCase> plainCases() {
        return Stream.of("force_custom_plan", "force_generic_plan", "auto").flatMap(mode -> Stream.of(true, false)
                .flatMap(large -> Stream.of("articles_as_of(:time)", "articles_as_of_token(:token)")
                        .map(read -> new PlainCase(mode, large, read))));
    }

    @ParameterizedTest
    @MethodSource("plainCases")
    @DisplayName(
            "AH-24 the functions for plain SQL become part of the statement: by key they read that key's versions, and never"
                    + " another tenant's")
    void plainSql(PlainCase wanted) {
        JdbiTenantScope scope = wanted.ofLarge() ? large : fresh;
        int keys = wanted.ofLarge() ? KEYS : 300;
        String count = "select count(*) from " + wanted.read();
        for (int i = 0; i < (wanted.mode().equals("auto") ? 7 : 1); i++) {
            scope.useTransaction(tx -> {
                long before = rowsRead(tx, wanted.mode());
                UUID id = UUID.nameUUIDFromBytes(new byte[0]);
                assertThat(counted(tx, count + " where id = :id", md5(scope, 77)))
                        .isEqualTo(1);
                assertThat(counted(tx, count + " where id = :id", id)).isZero();
                long byKey = rowsRead(tx, wanted.mode());
                assertThat(byKey - before).as(wanted.toString()).isLessThanOrEqualTo(VERSIONS);
                assertThat(counted(tx, count + " where id <> :id", id)).isEqualTo(keys);
                assertThat(rowsRead(tx, wanted.mode()) - byKey)
                        .as(wanted.toString())
                        .isLessThanOrEqualTo((long) keys * VERSIONS);
            });
        }
    }

    private long counted(Transaction tx, String sql, UUID id) {
        return JdbiTransaction.handleOf(tx)
                .createQuery(sql)
                .bindMap(Map.of("time", instant, "token", token.toString(), "id", id))
                .mapTo(Long.class)
                .one();
    }

    /** The key that {@link #rows} gives. */
    private UUID md5(JdbiTenantScope scope, int n) {
        return UUID.fromString(String.valueOf(Sql.one(
                database.superuserDataSource(), "select md5(" + scope.tenantId() + " || 'b' || " + n + ")::uuid")));
    }

    private static long rowsRead(Transaction tx, String mode) {
        Handle handle = JdbiTransaction.handleOf(tx);
        handle.execute("set local plan_cache_mode = " + mode);
        return handle.createQuery("select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)"
                        + " from pg_stat_xact_user_tables where schemaname = 'public'")
                .mapTo(Long.class)
                .one();
    }
}
