package dev.holdfast.examples.softdelete;

import static dev.holdfast.examples.softdelete.Articles.ARTICLES;

import dev.holdfast.TenantScope;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.value.Interval;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** Deleted rows go for good, when they are due and nothing holds them. */
public final class PurgeMain {

    private PurgeMain() {}

    public static void main(String[] args) {
        try (var database = Magazine.open()) {
            for (long id : new long[] {ExampleDatabase.ACME, ExampleDatabase.GLOBEX}) {
                deletedLongAgo(database, id);
            }
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            // region:dry-run
            PurgeReport planned = acme.purge(ARTICLES).dryRun(); // purgeAfter() says how old
            // endregion:dry-run
            System.out.println("Planned: " + planned);
            // region:purge
            PurgeReport done = acme.purge(ARTICLES)
                    .olderThan(Interval.ofMonths(1))
                    .unless(ARTICLES.slug.eq("wind")) // as purges go, on top of the table's legalHold()
                    .inBatchesOf(500)
                    .reportingTo(p -> System.out.println("Looked at " + p.examined() + " of " + p.due()))
                    .execute();
            // endregion:purge
            System.out.println("Done: " + done);
            System.out.println("In the trash: "
                    + acme.from(ARTICLES).onlyDeleted().values(ARTICLES.slug).list());
            everyTenant(database.holdfast());
        }
    }

    /** Three articles, deleted forty days ago, one of them in dispute; and one deleted now. */
    private static void deletedLongAgo(ExampleDatabase database, long id) {
        var scope = database.holdfast().tenant(id);
        UUID ann = Magazine.author(scope, "Ann");
        Magazine.likes(scope, Magazine.articles(scope, ann, "rain", "sun", "wind", "snow"));
        scope.update(ARTICLES)
                .set(ARTICLES.disputed, true)
                .where(ARTICLES.slug.eq("sun"))
                .execute();
        longAgo(database, id);
        scope.deleteFrom(ARTICLES).everyRow().execute();
    }

    /** Only the owner and administrators may say another time than now. */
    private static void longAgo(ExampleDatabase database, long tenant) {
        try (Connection administrator =
                        database.database().superuserDataSource().getConnection();
                Statement statement = administrator.createStatement()) {
            statement.execute("update articles set deleted_at = now() - interval '40 days'"
                    + " where slug <> 'snow' and tenant_id = " + tenant);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void everyTenant(JdbiHoldfast holdfast) {
        // region:every-tenant
        Map<Object, Interval> keep = Map.of(ExampleDatabase.GLOBEX, Interval.ofMonths(120)); // as its contract says
        holdfast.acrossTenants("purge of the night").forEachTenant(tenant -> {
            PurgeReport report = tenant.purge(ARTICLES)
                    .olderThan(keep.getOrDefault(tenant.tenantId(), Interval.ofDays(30)))
                    .execute();
            System.out.println("Tenant " + tenant.tenantId() + ": " + report.purged());
        });
        // endregion:every-tenant
    }
}
