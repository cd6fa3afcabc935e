package dev.holdfast.benchmarks.history;

import static dev.holdfast.benchmarks.history.PastArticles.PAST_ARTICLES;
import static dev.holdfast.benchmarks.history.PastAuthors.PAST_AUTHORS;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Migration;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.sql.Moment;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own in which each article has so many versions, the last of them from after the moment that is read; and
 * the reads. One thread's.
 */
final class Past implements AutoCloseable {

    static final int PAGE = 50;

    private static final int TENANTS = 4;
    private static final int ARTICLES_OF_AUTHOR = 20;

    private final HikariDataSource pool;
    private final TenantScope tenant;
    private final Moment instant;
    private final Moment token;
    private final long articles;
    private long next;

    private Past(HikariDataSource pool, TenantScope tenant, Moment instant, Moment token, long articles) {
        this.pool = pool;
        this.tenant = tenant;
        this.instant = instant;
        this.token = token;
        this.articles = articles;
    }

    /**
     * Makes and fills the database where it isn't there.
     *
     * @param versions of all articles together
     * @param each of one article
     */
    static Past open(BenchmarkDatabase start, int versions, int each) throws Exception {
        BenchmarkDatabase database = start.copy("past_" + versions + "_" + each);
        long articles = versions / each / TENANTS;
        try (Superuser unbound = database.superuser()) {
            if (unbound.number("select count(*) from pg_tables where tablename = 'past_articles'") == 0) {
                try (HikariDataSource owner = database.pool(Role.OWNER)) {
                    Migration.run(owner, "past", Schema.of(PAST_AUTHORS, PAST_ARTICLES));
                    Migration.runChanges(
                            owner,
                            "past_rank",
                            "<holdfast:addHistoryIndex tableName=\"past_articles\" columnNames=\"rank\"/>");
                }
                fill(unbound, articles, each);
            }
            HikariDataSource pool = database.pool(Role.APPLICATION);
            TenantScope tenant = JdbiHoldfast.builder(pool)
                    .schema(PAST_AUTHORS, PAST_ARTICLES)
                    .build()
                    .tenant(BenchmarkDatabase.TENANT);
            Past past = new Past(
                    pool,
                    tenant,
                    Moment.at(before(unbound, each)),
                    tenant.history().token(),
                    articles);
            past.check(each);
            return past;
        }
    }

    /** Rows and versions in random order of keys, as writes come; the rows are as their last versions. */
    private static void fill(Superuser unbound, long articles, int each) throws SQLException {
        long authorsOfTenant = Math.max(1, articles / ARTICLES_OF_AUTHOR);
        String authors =
                "from generate_series(1, " + authorsOfTenant + ") id, generate_series(1, " + TENANTS + ") tenant";
        LongFunction<String> values = version -> "id, tenant, 1 + id % " + authorsOfTenant + ", 'Article ' || id || ' v"
                + version + "', repeat(md5(id::text) || ' ', 12), id * 7919 % " + articles;
        String keys = " from generate_series(1, " + articles + ") id, generate_series(1, " + TENANTS
                + ") tenant order by md5(id::text || tenant)";
        unbound.run(
                "set session_replication_role = replica",
                "insert into past_authors (id, tenant_id, name) select id, tenant, 'Author ' || id " + authors,
                "insert into past_articles (id, tenant_id, author_id, title, body, rank) select " + values.apply(each)
                        + keys,
                "insert into past_authors_versions (id, tenant_id, name, holdfast_sequence, holdfast_at, holdfast_transaction,"
                        + " holdfast_gone, holdfast_action) select id, tenant, 'Author ' || id,"
                        + " nextval('holdfast.change_sequence'), clock_timestamp(), pg_current_xact_id(), false, 'insert' "
                        + authors);
        for (int version = 1; version <= each; version++) {
            unbound.run(
                    "insert into past_articles_versions (id, tenant_id, author_id, title, body, rank, holdfast_sequence,"
                            + " holdfast_at, holdfast_transaction, holdfast_gone, holdfast_action) select *,"
                            + " nextval('holdfast.change_sequence'), clock_timestamp(), pg_current_xact_id(), false, 'update'"
                            + " from (select " + values.apply(version) + keys + ") as keys");
        }
        unbound.run("reset session_replication_role");
        for (String table :
                List.of("past_authors", "past_articles", "past_authors_versions", "past_articles_versions")) {
            unbound.run(
                    "alter table " + table + " set (autovacuum_enabled = false)", "vacuum (freeze, analyze) " + table);
        }
        unbound.run("checkpoint");
    }

    /** When all articles had all versions but the last. */
    private static Instant before(Superuser unbound, int each) throws SQLException {
        try (Connection connection = unbound.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select max(holdfast_at) from past_articles_versions where title like '% v" + (each - 1)
                                + "'")) {
            rows.next();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private void check(int each) {
        for (boolean now : List.of(true, false)) {
            @Nullable Moment moment = now ? null : instant;
            int version = now ? each : each - 1;
            for (BoundSelect read : List.of(byKey(moment), pageByKey(moment), pageByIndex(moment), join(moment))) {
                List<String> titles = read.list().stream()
                        .map(row -> row.get(PAST_ARTICLES.title))
                        .toList();
                if (titles.isEmpty() || !titles.stream().allMatch(title -> title.endsWith(" v" + version))) {
                    throw new IllegalStateException("Version " + version + " was to be read, and came as " + titles);
                }
            }
        }
    }

    private BoundSelect from(@Nullable Moment moment, UnaryOperator<BoundSelect> read) {
        BoundSelect select = read.apply(tenant.from(PAST_ARTICLES));
        return moment == null ? select : select.asOf(moment);
    }

    private long nextId() {
        next = (next + 7919) % articles;
        return next + 1;
    }

    private BoundSelect byKey(@Nullable Moment moment) {
        long id = nextId();
        return from(moment, read -> read.where(PAST_ARTICLES.id.eq(id)));
    }

    private BoundSelect pageByKey(@Nullable Moment moment) {
        long id = Math.max(1, nextId() - PAGE);
        return from(moment, read -> read.where(PAST_ARTICLES.id.ge(id))
                .orderBy(PAST_ARTICLES.id.asc())
                .limit(PAGE));
    }

    private BoundSelect pageByIndex(@Nullable Moment moment) {
        int rank = (int) Math.max(0, nextId() - PAGE - 1);
        return from(moment, read -> read.where(PAST_ARTICLES.rank.ge(rank))
                .orderBy(PAST_ARTICLES.rank.asc(), PAST_ARTICLES.id.asc())
                .limit(PAGE));
    }

    private BoundSelect join(@Nullable Moment moment) {
        int rank = (int) Math.max(0, nextId() - PAGE - 1);
        return from(moment, read -> read.join(PAST_AUTHORS, PAST_AUTHORS.id.eq(PAST_ARTICLES.authorId))
                .where(PAST_ARTICLES.rank.ge(rank))
                .orderBy(PAST_ARTICLES.rank.asc(), PAST_ARTICLES.id.asc())
                .limit(PAGE));
    }

    /** What is read. */
    enum Read {
        BY_KEY,
        PAGE_BY_KEY,
        PAGE_BY_INDEX,
        JOIN
    }

    /** How it is read. */
    enum When {
        NOW,
        INSTANT,
        TOKEN
    }

    /** How many rows came. */
    int rows(Read read, When when) {
        Moment moment = when == When.NOW ? null : when == When.INSTANT ? instant : token;
        BoundSelect select =
                switch (read) {
                    case BY_KEY -> byKey(moment);
                    case PAGE_BY_KEY -> pageByKey(moment);
                    case PAGE_BY_INDEX -> pageByIndex(moment);
                    case JOIN -> join(moment);
                };
        return select.list().size();
    }

    @Override
    public void close() {
        pool.close();
    }
}
