package dev.holdfast.jdbi.statement;

import static dev.holdfast.jdbi.statement.Oddities.ODDITIES;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import javax.sql.DataSource;

/** The table of oddities, and a label of the enum that Java's doesn't know. */
final class OddRows implements DatabaseTemplate {

    private static final Schema SCHEMA = Schema.of(ODDITIES);

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "odd").toXml());
        }
        Sql.run(database.superuserDataSource(), "alter type mood add value 'GRUMPY'");
        holdfast(database, database.applicationDataSource())
                .acrossTenants("fixture")
                .tenants()
                .create(Press.A, "A");
    }

    static JdbiHoldfast holdfast(TestDatabase database, DataSource application) {
        return JdbiHoldfast.builder(application)
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .build();
    }

    /** Stores a row with one value, written as PostgreSQL reads it. */
    static void insert(TestDatabase database, long id, String column, String literal) {
        Sql.run(
                database.superuserDataSource(),
                "insert into oddities (id, tenant_id, " + column + ") values (" + id + ", " + Press.A + ", " + literal
                        + ")");
    }

    static void empty(TestDatabase database) {
        Sql.run(database.superuserDataSource(), "delete from oddities");
    }
}
