package dev.holdfast.spring;

import dev.holdfast.Session;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.UUID;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;

/** Two tenants' notes, whose texts are unique. */
public final class Notes extends Table {

    public static final Notes NOTES = new Notes();
    public static final Schema SCHEMA = Schema.of(NOTES);
    public static final long A = 1;
    public static final long B = 2;

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> text = text("text").unique();

    private Notes() {
        super("notes");
    }

    /** Stores a note. */
    static void add(Session session, String text) {
        session.insertInto(NOTES, row -> row.set(NOTES.id, UUID.randomUUID()).set(NOTES.text, text))
                .execute();
    }

    /** The table, made by the changelog that the schema prints, and two tenants. */
    public static final class Template implements DatabaseTemplate {

        @Override
        public void prepare(TestDatabase database) throws Exception {
            Path folder = Files.createTempDirectory("notes");
            Path file = folder.resolve("notes.xml");
            Files.writeString(file, Changelog.of(SCHEMA, "notes").toXml(), StandardCharsets.UTF_8);
            try (Connection owner = database.ownerDataSource().getConnection();
                    var files = new CompositeResourceAccessor(
                            new ClassLoaderResourceAccessor(), new DirectoryResourceAccessor(folder));
                    Liquibase liquibase = new Liquibase("notes.xml", files, new JdbcConnection(owner))) {
                liquibase.update(new Contexts());
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
            var tenants = JdbiHoldfast.builder(database.applicationDataSource())
                    .acrossTenants(database.acrossTenantsDataSource())
                    .build()
                    .acrossTenants("fixture")
                    .tenants();
            tenants.create(A, "A");
            tenants.create(B, "B");
        }
    }
}
