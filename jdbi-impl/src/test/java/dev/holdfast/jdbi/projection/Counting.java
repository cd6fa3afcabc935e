package dev.holdfast.jdbi.projection;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES;

import dev.holdfast.Session;
import dev.holdfast.TenantScope;
import dev.holdfast.Transaction;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** The database of the projections' tests: that of {@link Newsroom}, and {@link Tallies}. */
public final class Counting implements DatabaseTemplate {

    static final long A = Newsroom.A;
    static final long B = Newsroom.B;
    static final Schema SCHEMA = Schema.of(TALLIES, Tallies.TALLIES_2);

    private static final String ADD = """
            insert into %s as t (tenant_id, id, name, events, total)
            values (cast(current_setting('holdfast.tenant_id') as bigint), gen_random_uuid(), :name, 1, :total)
            on conflict (tenant_id, name) do update set events = t.events + 1, total = t.total + excluded.total
            """;

    @Override
    public void prepare(TestDatabase database) throws Exception {
        new Press().prepare(database);
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "counting").toXml());
        }
    }

    static JdbiHoldfast holdfast(TestDatabase database, Projection... projections) {
        return holdfast(database, quick(projections));
    }

    /** Settings that let a test's processes follow each other quickly. */
    static ProjectionSettings quick(Projection... projections) {
        return ProjectionSettings.with(projections)
                .polling(Duration.ofMillis(5), Duration.ofMillis(50))
                .lease(Duration.ofSeconds(5));
    }

    static JdbiHoldfast holdfast(TestDatabase database, ProjectionSettings settings) {
        return holdfast(database.applicationDataSource(), database.acrossTenantsDataSource(), settings);
    }

    static JdbiHoldfast holdfast(DataSource application, DataSource across, ProjectionSettings settings) {
        return builder(application, across, settings).build();
    }

    static JdbiHoldfast.Builder builder(DataSource application, DataSource across, ProjectionSettings settings) {
        return JdbiHoldfast.builder(application)
                .schema(SCHEMA)
                .acrossTenants(across)
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(Newsroom.TYPES))
                .projections(settings);
    }

    /** Counts editions by stream. */
    static Projection byStream(String name) {
        return counting(name).build();
    }

    /** The same in the category of its own name: a class's tests share a database. */
    static Projection byStreamOfIts(String name) {
        return counting(name).inCategories(name).build();
    }

    private static Projection.Builder counting(String name) {
        return Projection.named(name)
                .on(
                        Published.class,
                        (event, tx) -> add(
                                tx, "tallies", event.stream().id(), event.data().edition()));
    }

    /** Adds one event to the tally of a name, as plain SQL does. */
    static void add(Transaction tx, String table, String name, long total) {
        ((JdbiTransaction) tx)
                .handle()
                .createUpdate(ADD.formatted(table))
                .bind("name", name)
                .bind("total", total)
                .execute();
    }

    static AppendResult publish(TenantScope scope, String article, long edition) {
        return publish(scope, "article", article, edition);
    }

    static AppendResult publish(TenantScope scope, String category, String id, long edition) {
        return scope.events().append(stream(category, id), ExpectedVersion.any(), new Published(edition));
    }

    /** The tallies that a session sees: "events/total" by name. */
    static Map<String, String> tallies(Session session) {
        return tallies(session, TALLIES);
    }

    static Map<String, String> tallies(Session session, Tallies table) {
        Map<String, String> tallies = new TreeMap<>();
        session.from(table)
                .select(table.name, table.events, table.total)
                .map(row -> tallies.put(row.get(table.name), row.get(table.events) + "/" + row.get(table.total)))
                .list();
        return tallies;
    }

    /** Waits for something that another thread or process does; two minutes on a busy machine. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it didn't come about");
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
