package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.event.EventCheck;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.Include;
import dev.holdfast.query.Page;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Select;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;

/** Shows on the imported rows what Holdfast promises. */
final class Tour {

    // region:records
    record CommitView(String sha, Instant committedAt, String subject, AuthorName author) {}

    record AuthorName(String name) {}

    record AuthorView(String name, List<Latest> commits) {}

    record Latest(String sha, Instant committedAt, String subject) {}

    record AuthorRow(UUID id, String name, long version) {}
    // endregion:records

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int PAGE = 5;

    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope tenant;
    private final JdbiTenantScope neighbour;
    private final DataSource application;
    private final Screen screen;
    private final ProgressBar bar;
    private final AuthorStreams streams;
    private final GuestBook guestBook;
    private final Records records;
    private final Statistics statistics;

    Tour(
            JdbiHoldfast holdfast,
            JdbiTenantScope tenant,
            JdbiTenantScope neighbour,
            DataSource application,
            Screen screen,
            ProgressBar bar,
            AuthorStreams streams,
            GuestBook guestBook,
            Records records,
            Statistics statistics) {
        this.holdfast = holdfast;
        this.application = application;
        this.tenant = tenant;
        this.neighbour = neighbour;
        this.screen = screen;
        this.bar = bar;
        this.streams = streams;
        this.guestBook = guestBook;
        this.records = records;
        this.statistics = statistics;
    }

    /** Shows everything; true where all of it was as promised. */
    boolean show() throws Exception {
        pages();
        children();
        Secrets secrets = new Secrets(tenant, screen, bar);
        return fence()
                & lostUpdate()
                & secrets.found()
                & secrets.rotated()
                & new Deletions(tenant, screen).show()
                & streams.show(secrets.author())
                & guestBook.show()
                & secrets.forgotten(streams)
                & records.show()
                & statistics.show()
                & doctor();
    }

    private void pages() throws Exception {
        // region:page
        var author = AUTHORS.alias("author");
        Select newest = Select.from(COMMITS)
                .join(author, author.of(AUTHORS.id).eq(COMMITS.authorId))
                .orderBy(COMMITS.committedAt.desc(), COMMITS.sha.desc())
                .limit(PAGE);
        Page<CommitView> first = tenant.page(newest.mapTo(CommitView.class));
        // endregion:page
        // The first call above also loaded classes; what is timed is what the next ones cost.
        screen.timed("1. A page of commits with their authors", () -> tenant.page(newest.mapTo(CommitView.class)));
        first.items().forEach(this::print);
        if (first.hasNext()) {
            // region:cursor
            Page<CommitView> second = tenant.page(newest.after(first.next()).mapTo(CommitView.class));
            // endregion:cursor
            screen.line("and the next page:");
            second.items().forEach(this::print);
        }
        screen.proof("A join becomes a nested record. The next page starts behind a cursor, without counting"
                + " rows again. Each page is one round trip.");
    }

    private void print(CommitView commit) {
        screen.line(String.format(
                "%.7s  %s  %-20.20s  %s",
                commit.sha(), DAY.format(commit.committedAt()), commit.author().name(), commit.subject()));
    }

    private void children() throws Exception {
        // region:include
        Include latest = Include.children(COMMITS.authorId)
                .orderBy(COMMITS.committedAt.desc())
                .first(3);
        List<AuthorView> authors = tenant.from(AUTHORS)
                .where(AUTHORS.id.oneOf(Select.from(COMMITS)
                        .orderBy(COMMITS.committedAt.desc())
                        .limit(100)
                        .values(COMMITS.authorId)))
                .include(latest)
                .orderBy(AUTHORS.name.asc())
                .limit(3)
                .mapTo(AuthorView.class)
                .list();
        // endregion:include
        screen.heading("2. Authors of late, each with their latest commits");
        for (AuthorView author : authors) {
            screen.line(author.name());
            author.commits()
                    .forEach(c -> screen.line(
                            String.format("    %.7s  %s  %s", c.sha(), DAY.format(c.committedAt()), c.subject())));
        }
        screen.proof("Parents and the first three children of each come in one statement, as nested records.");
    }

    private boolean fence() throws Exception {
        long own = tenant.from(COMMITS).count();
        // region:fence
        long byDsl = neighbour.from(COMMITS).count();
        long bySql = neighbour.withHandle(handle ->
                handle.select("select count(*) from commits").mapTo(long.class).one());
        // endregion:fence
        long withoutTenant = countWithoutTenant();
        String refusal = insertForAnother();
        screen.heading("3. The neighbour asks for all commits");
        screen.line(String.format(Locale.ROOT, "%,6d  counted by the tenant", own));
        screen.line(String.format("%6d  counted by the neighbour with the DSL", byDsl));
        screen.line(String.format("%6d  counted by the neighbour with SQL: select count(*) from commits", bySql));
        screen.line(
                String.format("%6d  counted by the same SQL on a bare connection that names no tenant", withoutTenant));
        screen.line("The neighbour inserts an author with the tenant's id: " + refusal);
        screen.proof("The neighbour sees its own " + Neighbour.COMMITS_WRITTEN + " commits and none of the tenant's."
                + " It is PostgreSQL that says so, whatever the SQL.");
        return byDsl == Neighbour.COMMITS_WRITTEN && bySql == byDsl && withoutTenant == 0 && refusal.contains("42501");
    }

    private long countWithoutTenant() throws SQLException {
        try (Connection connection = application.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from commits")) {
            row.next();
            return row.getLong(1);
        }
    }

    private String insertForAnother() {
        try {
            // region:refused
            neighbour.execute(PlainStatement.of(
                    "insert into authors (id, tenant_id, name) values ({0}, {1}, 'Eve')",
                    UUID.randomUUID(), tenant.tenantId()));
            // endregion:refused
            return "stored!";
        } catch (AccessDeniedException refused) {
            return "refused, SQLSTATE " + refused.sqlState();
        }
    }

    private boolean lostUpdate() {
        screen.heading("4. Two people change the same author");
        // region:lost-update
        AuthorRow read = tenant.from(AUTHORS)
                .orderBy(AUTHORS.name.asc(), AUTHORS.id.asc())
                .limit(1)
                .mapTo(AuthorRow.class)
                .one();
        tenant.update(AUTHORS)
                .set(AUTHORS.note, "Knows the build")
                .where(AUTHORS.id.eq(read.id()))
                .atVersion(read.version())
                .expectOne();
        // endregion:lost-update
        screen.line("The first one's note is stored: " + read.name() + " was at version " + read.version());
        try {
            tenant.update(AUTHORS)
                    .set(AUTHORS.note, "Has left")
                    .where(AUTHORS.id.eq(read.id()))
                    .atVersion(read.version())
                    .expectOne();
            screen.line("The second one's was stored too!");
            return false;
        } catch (StaleVersionException refused) {
            screen.line("The second one had read the same version, and is told: expected " + refused.expected()
                    + ", is at " + refused.actual());
            screen.proof("An update says which version it read. The later one is refused, not lost.");
            return true;
        }
    }

    private boolean doctor() throws Exception {
        // region:doctor
        Diagnosis diagnosis = holdfast.doctor();
        // endregion:doctor
        screen.timed("24. The doctor looks at roles, policies, keys and indexes", holdfast::doctor);
        diagnosis.toString().lines().forEach(screen::line);
        // Whoever made more than a thousand commits has a long stream: advice, and no hole in a fence.
        boolean fenced = diagnosis.findings().stream().allMatch(finding -> finding.check() == EventCheck.SNAPSHOTS_DUE);
        if (fenced) {
            screen.proof("No table is without its fence, and no role can step over it.");
        }
        return fenced;
    }
}
