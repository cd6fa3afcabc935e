package dev.holdfast.examples.quickstart;

import static dev.holdfast.cqrs.AtLeast.atLeast;
import static dev.holdfast.cqrs.Reads.reads;
import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.quickstart.Contributors.CONTRIBUTORS;
import static dev.holdfast.examples.quickstart.Contributors.CONTRIBUTORS_2;
import static dev.holdfast.examples.quickstart.QuickstartMain.counted;

import dev.holdfast.TenantScope;
import dev.holdfast.Transaction;
import dev.holdfast.cqrs.Command;
import dev.holdfast.cqrs.Cqrs;
import dev.holdfast.cqrs.CqrsScope;
import dev.holdfast.cqrs.Query;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.examples.quickstart.AuthorEvent.CommitMade;
import dev.holdfast.examples.quickstart.AuthorEvent.Thanked;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.Projections;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.query.OnConflict;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.Schema;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Contributors' statistics, as a projection: who reads its own write, a poison event, and the same built anew. */
final class Statistics {

    private static final EventSettings EVENTS = EventSettings.with(EventTypes.of(CommitMade.class, Thanked.class));
    private static final Schema SCHEMA = Schema.of(CONTRIBUTORS, CONTRIBUTORS_2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String NAME = "contributors";

    // region:messages
    record ThankAuthor(String author, String by) implements Command<@Nullable Void> {}

    record ThanksOf(String author) implements Query<Long> {}
    // endregion:messages

    private final ExampleDatabase database;
    private final Screen screen;
    private final AtomicBoolean mended = new AtomicBoolean();

    Statistics(ExampleDatabase database, Screen screen) {
        this.database = database;
        this.screen = screen;
    }

    // region:projection
    private Projection contributors(int version, Contributors table) {
        return Projection.named(NAME)
                .version(version)
                .inCategories("author")
                .on(CommitMade.class, (event, tx) -> add(tx, table, event, 1, 0))
                .on(Thanked.class, (event, tx) -> {
                    if (event.data().by().isBlank() && !mended.get()) {
                        throw new IllegalStateException("thanked by nobody");
                    }
                    add(tx, table, event, 0, 1);
                })
                .build();
    }

    private static void add(Transaction tx, Contributors table, RecordedEvent<?> event, long commits, long thanks) {
        tx.insertInto(table, row -> row.set(table.author, event.stream().id())
                        .set(table.commits, commits)
                        .set(table.thanks, thanks))
                .onConflict(OnConflict.on(table.author)
                        .setTo(
                                table.commits,
                                PlainSql.expression(SqlTypes.BIGINT, "c", "{0} + {1}", table.commits, commits))
                        .setTo(
                                table.thanks,
                                PlainSql.expression(SqlTypes.BIGINT, "t", "{0} + {1}", table.thanks, thanks)))
                .execute();
    }
    // endregion:projection

    // region:cqrs
    private static Cqrs cqrs(JdbiHoldfast holdfast) {
        return Cqrs.builder(holdfast)
                .useCommand(ThankAuthor.class, (command, tx) -> {
                    tx.events()
                            .append(
                                    stream("author", command.author()),
                                    ExpectedVersion.any(),
                                    new Thanked(command.by()));
                })
                .query(ThanksOf.class, reads(NAME), (query, session) -> session.from(CONTRIBUTORS)
                        .where(CONTRIBUTORS.author.eq(query.author()))
                        .values(CONTRIBUTORS.thanks)
                        .findOne()
                        .orElse(0L))
                .awaitBy(holdfast.projections()::await)
                .build();
    }
    // endregion:cqrs

    /** Shows everything; true where all of it was as promised. */
    boolean show() throws Exception {
        JdbiHoldfast first = database.node(SCHEMA, EVENTS, ProjectionSettings.with(contributors(1, CONTRIBUTORS)));
        boolean kept;
        try (RunningProjections running = first.projections().start()) {
            kept = readsItsOwnWrite(first) & poison(first);
        }
        JdbiHoldfast second = database.node(
                SCHEMA,
                EVENTS,
                ProjectionSettings.with(contributors(1, CONTRIBUTORS), contributors(2, CONTRIBUTORS_2)));
        try (RunningProjections running = second.projections().start()) {
            kept &= rebuilt(second);
        }
        second.projections().drop(NAME, 1);
        second.projections().drop(NAME, 2); // what the doctor looks at next doesn't run them
        return kept;
    }

    private boolean readsItsOwnWrite(JdbiHoldfast holdfast) {
        screen.heading("21. Contributors' statistics, made of the events as these come in");
        // region:own-write
        CqrsScope tenant = cqrs(holdfast).tenant(ExampleDatabase.ACME).actor("quickstart");
        Position thanked = tenant.send(new ThankAuthor("Dora", "Eve")).position();
        long thanks = tenant.ask(new ThanksOf("Dora"), atLeast(thanked, PATIENCE));
        // endregion:own-write
        long authors = holdfast.tenant(ExampleDatabase.ACME).from(CONTRIBUTORS).count();
        long others = holdfast.tenant(ExampleDatabase.GLOBEX).from(CONTRIBUTORS).count();
        screen.line(counted(authors, "contributor") + "; Dora was thanked, and the query sees it: " + thanks
                + "; seen by the neighbour: " + others);
        screen.proof(
                "A projection writes its table and how far it is in one transaction: each event counts once. A query"
                        + " waits for just what it reads.");
        return thanks == 1 && authors >= 2 && others == 0;
    }

    private boolean poison(JdbiHoldfast holdfast) throws InterruptedException {
        screen.heading("22. An event that the projection can't handle");
        CqrsScope tenant = cqrs(holdfast).tenant(ExampleDatabase.ACME).actor("quickstart");
        tenant.send(new ThankAuthor("Dora", " "));
        tenant.send(new ThankAuthor("Dora", "Finn"));
        long other = tenant.ask(
                new ThanksOf("Gus"),
                atLeast(tenant.send(new ThankAuthor("Gus", "Eve")).position(), PATIENCE));
        Projections projections = holdfast.projections();
        // region:parked
        List<ParkedStream> parked = projections.parked(NAME);
        // endregion:parked
        parked.forEach(
                each -> screen.line(each.stream() + " waits at version " + each.version() + ": " + each.error()));
        screen.line("Gus was thanked meanwhile: " + other);
        mended.set(true);
        // region:unpark
        projections.unpark(NAME);
        // endregion:unpark
        while (!projections.parked(NAME).isEmpty()) {
            Thread.sleep(10);
        }
        long thanks = tenant.ask(new ThanksOf("Dora"));
        screen.line("The handler is mended, the stream unparked: Dora was thanked " + thanks + " times");
        screen.proof(
                "What can't be handled parks its stream, in order, with the error. Nothing is skipped, and the others"
                        + " go on.");
        return parked.size() == 1 && other == 1 && thanks == 3;
    }

    private boolean rebuilt(JdbiHoldfast holdfast) throws InterruptedException {
        screen.heading("23. The statistics are built anew while commits arrive");
        var tenant = holdfast.tenant(ExampleDatabase.ACME);
        Projections projections = holdfast.projections();
        Position last = Position.START;
        for (int i = 1; i <= 20; i++) {
            last = tenant.events()
                    .append(stream("author", "Dora"), ExpectedVersion.any(), new Thanked("guest " + i))
                    .position();
        }
        Position arrived = last;
        while (projections.status().stream()
                .anyMatch(status -> status.projection().equals(NAME)
                        && (status.position().compareTo(arrived) < 0 || status.tenantsBehind() > 0))) {
            Thread.sleep(10);
        }
        // region:serve
        projections.serve(NAME, 2);
        // endregion:serve
        List<String> before = rows(tenant, CONTRIBUTORS);
        List<String> after = rows(tenant, CONTRIBUTORS_2);
        screen.line("Version 2 has caught up, in tables of its own, and is the one that is read. "
                + counted(after.size(), "contributor") + ", the same: " + before.equals(after));
        screen.proof("The old version served all the while; the swap is one step, and refused as long as the new one is"
                + " behind.");
        return before.equals(after) && after.stream().anyMatch(row -> row.equals("Dora 0 23"));
    }

    private static List<String> rows(TenantScope tenant, Contributors table) {
        return tenant.from(table)
                .orderBy(table.author.asc())
                .select(table.author, table.commits, table.thanks)
                .map(row -> row.get(table.author) + " " + row.get(table.commits) + " " + row.get(table.thanks))
                .list();
    }
}
