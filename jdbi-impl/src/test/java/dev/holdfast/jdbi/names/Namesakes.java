package dev.holdfast.jdbi.names;

import dev.holdfast.Session;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables of equal columns, named like each other, like what Holdfast names in statements, and like PostgreSQL's own. */
public final class Namesakes implements DatabaseTemplate {

    static final long A = 1;
    static final long B = 2;

    static final Plain ONE = new Plain("s1.t");
    static final Soft TWO = new Soft("s2.t");
    static final Plain BARE = new Plain("t");
    static final Soft GONE = new Soft("gone");
    static final Below CHILD = new Below("parent_1");
    static final Plain EXCLUDED = new Plain("excluded");
    static final Soft RESTORED = new Soft("restored_1");

    static final List<Rows> ALL = List.of(ONE, TWO, BARE, GONE, CHILD, EXCLUDED, RESTORED);

    private static final Schema SCHEMA = Schema.of(ALL.toArray(Table[]::new));

    /** What all of them have. */
    abstract static class Rows extends Table {

        final OrderedColumn<Integer> id = integer("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final OrderedColumn<@Nullable Integer> ref;
        final TextColumn<String> label;

        Rows(String name, @Nullable Rows parent) {
            super(name);
            OrderedColumn<@Nullable Integer> plain = integer("ref").nullable();
            this.ref = parent == null ? plain : plain.references(parent.id, OnDelete.DERIVE);
            this.label = this instanceof SoftDeletable ? text("label").unique() : text("label");
        }
    }

    /** Rows that go for good. */
    static final class Plain extends Rows {

        private Plain(String name) {
            super(name, null);
        }
    }

    /** Rows that are hidden, with a value that is unique among the live ones. */
    static final class Soft extends Rows implements SoftDeletable {

        private Soft(String name) {
            super(name, null);
        }
    }

    /** Rows that are live while the one is that they refer to. */
    static final class Below extends Rows {

        private Below(String name) {
            super(name, GONE);
        }
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection();
                Statement statement = owner.createStatement()) {
            for (String schema : List.of("s1", "s2")) {
                statement.execute("create schema if not exists " + schema);
            }
            Press.migrate(owner, Changelog.of(SCHEMA, "namesakes").toXml());
        }
        try (Connection owner = database.ownerDataSource().getConnection();
                Statement statement = owner.createStatement()) {
            for (String schema : List.of("s1", "s2")) {
                statement.execute("grant usage on schema " + schema + " to holdfast_app, holdfast_across");
            }
        }
        var tenants = holdfast(database).acrossTenants("fixture").tenants();
        tenants.create(A, "A");
        tenants.create(B, "B");
    }

    static JdbiHoldfast holdfast(TestDatabase database) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .build();
    }

    static void insert(Session session, Rows table, int id, @Nullable Integer ref, String label) {
        session.insertInto(
                        table, row -> row.set(table.id, id).set(table.ref, ref).set(table.label, label))
                .execute();
    }
}
