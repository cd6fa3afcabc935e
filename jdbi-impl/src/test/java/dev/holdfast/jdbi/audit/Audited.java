package dev.holdfast.jdbi.audit;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.crypto.Clinic;
import dev.holdfast.jdbi.deletion.Library;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;

/** Databases of other tests, whose tables are audited. */
public final class Audited {

    private Audited() {}

    static void enable(TestDatabase database, String table, String tenantColumn, String... more) {
        Sql.run(
                database.ownerDataSource(),
                "select holdfast.enable_audit('" + table + "', " + tenantColumn
                        + (more.length == 0 ? "" : ", " + String.join(", ", more)) + ")");
    }

    /** That of {@link Press}. */
    public static final class OfPress implements DatabaseTemplate {

        @Override
        public void prepare(TestDatabase database) throws Exception {
            new Press().prepare(database);
            enable(database, "articles", "'tenant_id'");
            enable(database, "samples", "'tenant_id'");
            enable(database, "countries", "null");
        }
    }

    /** That of {@link Clinic}. */
    public static final class OfClinic implements DatabaseTemplate {

        @Override
        public void prepare(TestDatabase database) throws Exception {
            new Clinic().prepare(database);
            enable(database, "patients", "'tenant_id'");
            enable(database, "letters", "'tenant_id'");
        }
    }

    /** That of {@link Library}. */
    public static final class OfLibrary implements DatabaseTemplate {

        @Override
        public void prepare(TestDatabase database) throws Exception {
            new Library().prepare(database);
            for (String table : new String[] {"writers", "books", "chapters", "loans", "shelves", "pairs"}) {
                enable(database, table, "'tenant_id'");
            }
        }
    }
}
