package dev.holdfast.benchmarks.deletion;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Migration;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A pair of tables that belongs to one contender alone: authors, and a hundred commits of each. All pairs have the same
 * rows. Their state is set by a superuser while no trigger fires and no key is checked, so in the same way for all.
 */
final class History {

    static final int COMMITS = 100;

    /** How the tables came to be. */
    enum Kind {
        /** By the changelog that their schema prints: with guard, cascade and soft foreign key. */
        HOLDFAST,
        /** The same columns, indexes and row-level security, without triggers, checks and keys to other tables. */
        BARE,
        /** No stamp but {@code deleted_at}, no index but the primary key and that by author; row-level security. */
        PLAIN
    }

    private static final int AUTHORS = Integer.getInteger("holdfast.benchmarks.authors", 100);

    /** Of another tenant and without commits: so many that nobody finds an author by reading the whole table. */
    private static final int IDLE_AUTHORS = 50 * AUTHORS;

    /** Copies what {@code like} doesn't. */
    private static final String FENCE = """
            do $$
            declare
                policy record;
            begin
                alter table %1$s enable row level security, force row level security;
                grant select, insert, update on %1$s to %3$s, %4$s;
                for policy in select * from pg_policies where tablename = '%2$s' and policyname <> 'holdfast_purge' loop
                    execute format('create policy %%I on %1$s as %%s for %%s to %%s%%s%%s', policy.policyname,
                        policy.permissive, policy.cmd, (select string_agg(quote_ident(role), ', ') from unnest(policy.roles) role),
                        ' using (' || policy.qual || ')', ' with check (' || policy.with_check || ')');
                end loop;
            end
            $$
            """;

    final Authors authors;
    final Commits commits;
    private final Kind kind;
    private final Superuser unbound;

    private History(String name, Kind kind, Superuser unbound) {
        this.authors = new Authors(name + "_authors");
        this.commits = new Commits(name + "_commits", authors);
        this.kind = kind;
        this.unbound = unbound;
    }

    /** Creates the tables unless they are there, and fills them anew; {@link #allLive} or {@link #allDeleted} comes next. */
    static History open(BenchmarkDatabase database, Superuser unbound, String name, Kind kind) throws Exception {
        History history = new History(name, kind, unbound);
        if (!history.exists()) {
            history.create(database);
        }
        history.fill();
        return history;
    }

    private void create(BenchmarkDatabase database) throws Exception {
        try (HikariDataSource owner = database.pool(Role.OWNER)) {
            if (kind == Kind.HOLDFAST) {
                Migration.run(owner, authors.name(), Schema.of(authors, commits));
                return;
            }
            History model = new History("model", Kind.HOLDFAST, unbound);
            if (!model.exists()) {
                model.create(database);
            }
            copy(owner, model.authors.name(), authors.name());
            copy(owner, model.commits.name(), commits.name());
        }
    }

    private boolean exists() throws SQLException {
        return unbound.number("select count(*) from pg_tables where tablename = '" + authors.name() + "'") > 0;
    }

    private void copy(DataSource owner, String model, String name) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            if (kind == Kind.BARE) {
                statement.execute("create table " + name + " (like " + model
                        + " including defaults including generated including indexes including storage)");
            } else {
                statement.execute(
                        "create table " + name + " (like " + model + " including defaults including storage)");
                statement.execute("alter table " + name + " drop deleted_by, drop delete_reason, drop deletion_id,"
                        + " drop live, add primary key (tenant_id, id)");
                if (name.equals(commits.name())) {
                    statement.execute("create index on " + name + " (tenant_id, author_id)");
                }
            }
            statement.execute(
                    FENCE.formatted(name, model, Role.APPLICATION.defaultName(), Role.ACROSS_TENANTS.defaultName()));
        }
    }

    private void fill() throws SQLException {
        run(
                "truncate " + authors.name() + ", " + commits.name(),
                "insert into " + authors.name() + " (id, tenant_id, name) select md5('author ' || n)::uuid, tenant,"
                        + " 'Author ' || n from generate_series(1, " + AUTHORS + ") n, generate_series(1, 2) tenant",
                "insert into " + authors.name() + " (id, tenant_id, name) select md5('author ' || n)::uuid, 3,"
                        + " 'Idle author ' || n from generate_series(1, " + IDLE_AUTHORS + ") n",
                "insert into " + commits.name() + " (id, tenant_id, author_id, message, committed_at)"
                        + " select md5(author.id || ' commit ' || n)::uuid, tenant_id, author.id,"
                        + " repeat('message ', 6) || n, timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute'"
                        + " from generate_series(1, " + COMMITS + ") n, " + authors.name() + " author");
        run(
                "alter table " + authors.name() + " set (autovacuum_enabled = false)",
                "alter table " + commits.name() + " set (autovacuum_enabled = false)");
    }

    /** Every row of the tenant is live again. */
    void allLive() throws SQLException {
        for (String table : List.of(authors.name(), commits.name())) {
            run("update " + table + " set deleted_at = null"
                    + (kind == Kind.PLAIN ? "" : ", deleted_by = null, delete_reason = null, deletion_id = null")
                    + " where deleted_at is not null and tenant_id = " + BenchmarkDatabase.TENANT);
        }
        vacuum();
    }

    /** Every row of the tenant is deleted, each author's by a deletion of its own. */
    void allDeleted() throws SQLException {
        delete(authors.name(), "id");
        delete(commits.name(), "author_id");
        vacuum();
    }

    private void delete(String table, String author) throws SQLException {
        run("update " + table + " set deleted_at = timestamptz '2026-01-01 00:00:00+00' + abs(hashtext(" + author
                + "::text)) * interval '1 millisecond'"
                + (kind == Kind.PLAIN ? "" : ", deletion_id = md5('deletion of ' || " + author + ")::uuid")
                + " where deleted_at is null and tenant_id = " + BenchmarkDatabase.TENANT);
    }

    /** The deletion that {@link #allDeleted} hid this author by. */
    UUID deletionOf(UUID author) throws SQLException {
        return unbound.ids("select md5('deletion of ' || '" + author + "'::uuid)::uuid")
                .get(0);
    }

    /** All tables are vacuumed after as many operations, and never by themselves; statistics tell how many are deleted. */
    private void vacuum() throws SQLException {
        unbound.run("vacuum (freeze, analyze) " + authors.name() + ", " + commits.name());
    }

    private void run(String... commands) throws SQLException {
        unbound.run("begin; set local session_replication_role = replica; " + String.join("; ", commands) + "; commit");
    }

    /** The tenant's authors, or commits. */
    List<UUID> ids(boolean ofCommits) throws SQLException {
        return unbound.ids("select id from " + (ofCommits ? commits : authors).name() + " where tenant_id = "
                + BenchmarkDatabase.TENANT + " order by id");
    }

    /** The authors, or commits, that are deleted. */
    Set<UUID> deletedIds(boolean ofCommits) throws SQLException {
        return Set.copyOf(unbound.ids("select id from " + (ofCommits ? commits : authors).name()
                + " where deleted_at is not null" + " and tenant_id = " + BenchmarkDatabase.TENANT));
    }

    /** How many rows are deleted, of every tenant, and by how many deletions: those of one have one time and one id. */
    String deleted() throws SQLException {
        String stamps = "select deleted_at" + (kind == Kind.PLAIN ? "" : ", deletion_id")
                + " from %s where deleted_at is not null";
        String counted = "select count(*) from (%s) each";
        String ofAuthors = stamps.formatted(authors.name());
        String ofCommits = stamps.formatted(commits.name());
        return unbound.number(counted.formatted(ofAuthors)) + " authors, "
                + unbound.number(counted.formatted(ofCommits)) + " commits, "
                + unbound.number(counted.formatted(ofAuthors + " union " + ofCommits)) + " deletions";
    }
}
