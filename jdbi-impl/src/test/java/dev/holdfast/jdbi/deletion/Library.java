package dev.holdfast.jdbi.deletion;

import dev.holdfast.TenantScope;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Column;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Interval;
import java.sql.Connection;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Soft-deletable tables with every kind of reference, and two tenants. */
public final class Library implements DatabaseTemplate {

    public static final long A = 1;
    public static final long B = 2;

    public static final Writers WRITERS = new Writers();
    public static final Books BOOKS = new Books();
    public static final Chapters CHAPTERS = new Chapters();
    public static final Loans LOANS = new Loans();
    public static final Portraits PORTRAITS = new Portraits();
    public static final Letters LETTERS = new Letters();
    public static final Tags TAGS = new Tags();
    public static final Shelves SHELVES = new Shelves();
    public static final Pairs PAIRS = new Pairs();
    public static final Genres GENRES = new Genres();

    public static final Schema SCHEMA =
            Schema.of(GENRES, WRITERS, BOOKS, CHAPTERS, LOANS, PORTRAITS, LETTERS, TAGS, SHELVES, PAIRS);

    /** The top: with a version, a unique value among live rows, and a legal hold. */
    public static final class Writers extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final TextColumn<String> name = text("name");
        public final TextColumn<String> email = text("email").unique();
        public final Column<Boolean> onHold = bool("on_hold").defaultTo(false);
        public final OrderedColumn<Long> version = bigint("version").version();

        private Writers() {
            super("writers");
            index(name);
        }

        @Override
        public String legalHold() {
            return "on_hold";
        }
    }

    /** Goes with its writer. */
    public static final class Books extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> writerId = uuid("writer_id").references(WRITERS.id, OnDelete.CASCADE);
        public final TextColumn<String> title = text("title");
        public final TextColumn<@Nullable String> isbn = text("isbn").nullable();
        public final OrderedColumn<Integer> version = integer("version").version();

        private Books() {
            super("books");
            uniqueKey(writerId, title);
            index(writerId);
        }
    }

    /** Goes with its book. */
    public static final class Chapters extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> bookId = uuid("book_id").references(BOOKS.id, OnDelete.CASCADE);
        public final OrderedColumn<Integer> number = integer("number");

        private Chapters() {
            super("chapters");
            index(bookId);
        }
    }

    /** Keeps its book from being deleted. */
    public static final class Loans extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> bookId = uuid("book_id").references(BOOKS.id, OnDelete.RESTRICT);

        private Loans() {
            super("loans");
        }
    }

    /** Stays when its writer goes. */
    public static final class Portraits extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> writerId = uuid("writer_id").references(WRITERS.id, OnDelete.KEEP);

        private Portraits() {
            super("portraits");
        }
    }

    /** Live while its writer is, or where it has none. */
    public static final class Letters extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<@Nullable UUID> writerId =
                uuid("writer_id").nullable().references(WRITERS.id, OnDelete.DERIVE);

        private Letters() {
            super("letters");
        }
    }

    /** Can't be hidden by itself; live while its book is. */
    public static final class Tags extends Table {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> bookId = uuid("book_id").references(BOOKS.id, OnDelete.DERIVE);
        public final TextColumn<String> tag = text("tag");

        private Tags() {
            super("tags");
        }
    }

    /** A tree. */
    public static final class Shelves extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<@Nullable UUID> parentId =
                uuid("parent_id").nullable().references(id, OnDelete.CASCADE);

        private Shelves() {
            super("shelves");
        }
    }

    /** A key of two columns, and an age below which nothing is purged. */
    public static final class Pairs extends Table implements SoftDeletable {
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<Integer> left = integer("a").primaryKey();
        public final TextColumn<String> right = text("b").primaryKey();
        public final TextColumn<String> note = text("note");

        private Pairs() {
            super("pairs");
        }

        @Override
        public Interval purgeAfter() {
            return Interval.ofDays(10);
        }
    }

    /** Belongs to no tenant. */
    public static final class Genres extends Table implements SoftDeletable {
        public final TextColumn<String> code = text("code").primaryKey();
        public final TextColumn<String> label = text("label").unique();

        private Genres() {
            super("genres");
        }
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "library").toXml());
        }
        var tenants = holdfast(database).acrossTenants("fixture").tenants();
        tenants.create(A, "Library A");
        tenants.create(B, "Library B");
    }

    public static JdbiHoldfast holdfast(TestDatabase database) {
        return holdfast(database, database.applicationDataSource());
    }

    public static JdbiHoldfast holdfast(TestDatabase database, DataSource application) {
        return JdbiHoldfast.builder(application)
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .build();
    }

    static UUID writer(dev.holdfast.Session session, String name) {
        UUID id = UUID.randomUUID();
        session.insertInto(WRITERS, row -> row.set(WRITERS.id, id)
                        .set(WRITERS.name, name)
                        .set(WRITERS.email, name + "@library.test"))
                .execute();
        return id;
    }

    static UUID book(dev.holdfast.Session session, UUID writer, String title) {
        UUID id = UUID.randomUUID();
        session.insertInto(BOOKS, row -> row.set(BOOKS.id, id)
                        .set(BOOKS.writerId, writer)
                        .set(BOOKS.title, title)
                        .set(BOOKS.isbn, null))
                .execute();
        return id;
    }

    static UUID chapter(dev.holdfast.Session session, UUID book, int number) {
        UUID id = UUID.randomUUID();
        session.insertInto(CHAPTERS, row -> row.set(CHAPTERS.id, id)
                        .set(CHAPTERS.bookId, book)
                        .set(CHAPTERS.number, number))
                .execute();
        return id;
    }

    static UUID loan(dev.holdfast.Session session, UUID book) {
        UUID id = UUID.randomUUID();
        session.insertInto(LOANS, row -> row.set(LOANS.id, id).set(LOANS.bookId, book))
                .execute();
        return id;
    }

    static UUID shelf(TenantScope scope, @Nullable UUID parent) {
        UUID id = UUID.randomUUID();
        scope.insertInto(SHELVES, row -> row.set(SHELVES.id, id).set(SHELVES.parentId, parent))
                .execute();
        return id;
    }
}
