package dev.holdfast.jdbi.history;

import dev.holdfast.Session;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Audited;
import dev.holdfast.table.Auditing;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Historical;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tables with histories, of every kind that a statement meets, and a tenant for each test. */
public final class Archive implements DatabaseTemplate {

    private static final AtomicLong TENANTS = new AtomicLong();

    public static final Countries COUNTRIES = new Countries();
    public static final Authors AUTHORS = new Authors();
    public static final Articles ARTICLES = new Articles();
    public static final Notes NOTES = new Notes();
    public static final Pages PAGES = new Pages();
    public static final Topics TOPICS = new Topics();

    public static final Schema SCHEMA = Schema.of(COUNTRIES, TOPICS, AUTHORS, ARTICLES, NOTES, PAGES);

    private static final Keyring KEYRING = TinkKeyring.generate();

    /** With an encrypted column, bound to its row. */
    public static final class Authors extends Table implements Historical {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final TextColumn<String> name = text("name");
        public final EncryptedColumn<@Nullable String> phone =
                text("phone").nullable().encrypted();
        public final TextColumn<String> country = text("country").references(COUNTRIES.code);

        private Authors() {
            super("authors");
        }
    }

    /** Deleted softly, and counting its updates. */
    public static final class Articles extends Table implements SoftDeletable, Audited, Historical {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> authorId = uuid("author_id").references(AUTHORS.id);
        public final TextColumn<String> title = text("title").unique();
        public final OrderedColumn<Integer> rank = integer("rank");
        public final OrderedColumn<Integer> twice = integer("twice").generatedAs("rank * 2");
        public final OrderedColumn<Integer> version = integer("version").version();

        private Articles() {
            super("articles");
            index(rank);
        }

        @Override
        public Auditing auditing() {
            return Auditing.ofChanges().excluding(rank);
        }
    }

    /** Live while its article is. */
    public static final class Notes extends Table implements Historical {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> articleId = uuid("article_id").references(ARTICLES.id, OnDelete.DERIVE);
        public final TextColumn<String> text = text("text");

        private Notes() {
            super("notes");
        }
    }

    /** A key of two columns. */
    public static final class Pages extends Table implements Historical {
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<Integer> volume = integer("volume").primaryKey();
        public final OrderedColumn<Integer> number = integer("number").primaryKey();
        public final TextColumn<String> text = text("text");

        private Pages() {
            super("pages");
        }
    }

    /** Of no tenant. */
    public static final class Topics extends Table implements Historical {
        public final TextColumn<String> code = text("code").primaryKey();
        public final TextColumn<String> label = text("label");

        private Topics() {
            super("topics");
        }
    }

    /** Without a history, and audited. */
    public static final class Countries extends Table implements Audited {
        public final TextColumn<String> code = text("code").primaryKey();
        public final TextColumn<String> label = text("label");

        private Countries() {
            super("countries");
        }

        @Override
        public Auditing auditing() {
            return Auditing.ofChanges().withWholeCopies();
        }
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "archive").toXml());
        }
        Sql.run(database.ownerDataSource(), "insert into countries values ('is', 'Iceland'), ('tv', 'Tuvalu')");
    }

    /** A Holdfast over the database's own data sources. */
    public static JdbiHoldfast holdfast(TestDatabase database) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .encryption(Encryption.with(KEYRING))
                .build();
    }

    /** A tenant whose rows no other test has. */
    static JdbiTenantScope newTenant(JdbiHoldfast holdfast) {
        long id = TENANTS.incrementAndGet();
        holdfast.acrossTenants("fixture").tenants().create(id, "Archive " + id);
        return holdfast.tenant(id);
    }

    /** The server's time, behind all that was recorded so far and before what comes. */
    static Instant now(TestDatabase database) {
        Instant now = Instant.parse(String.valueOf(Sql.one(
                database.superuserDataSource(),
                "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")));
        Sql.await(database, "select clock_timestamp() > timestamptz '" + now + "'");
        return now;
    }

    static UUID author(Session session, String name) {
        UUID id = UUID.randomUUID();
        session.insertInto(AUTHORS, row -> row.set(AUTHORS.id, id)
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.phone, "+354 " + name)
                        .set(AUTHORS.country, "is"))
                .execute();
        return id;
    }

    static UUID article(Session session, UUID author, String title, int rank) {
        UUID id = UUID.randomUUID();
        session.insertInto(ARTICLES, row -> row.set(ARTICLES.id, id)
                        .set(ARTICLES.authorId, author)
                        .set(ARTICLES.title, title)
                        .set(ARTICLES.rank, rank))
                .execute();
        return id;
    }

    static UUID note(Session session, UUID article, String text) {
        UUID id = UUID.randomUUID();
        session.insertInto(NOTES, row -> row.set(NOTES.id, id)
                        .set(NOTES.articleId, article)
                        .set(NOTES.text, text))
                .execute();
        return id;
    }
}
