package dev.holdfast.jdbi.isolation;

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
import org.jspecify.annotations.Nullable;

/** Soft-deletable tables with each kind of reference, made by the changelog that their schema prints; two tenants. */
public final class Studio implements DatabaseTemplate {

    public static final Styles STYLES = new Styles();
    public static final Brushes BRUSHES = new Brushes();
    public static final Shades SHADES = new Shades();
    public static final Painters PAINTERS = new Painters();
    public static final Paintings PAINTINGS = new Paintings();
    public static final Sketches SKETCHES = new Sketches();
    public static final Loans LOANS = new Loans();
    public static final Labels LABELS = new Labels();
    public static final Frames FRAMES = new Frames();
    public static final Bills BILLS = new Bills();
    public static final Stickers STICKERS = new Stickers();
    public static final Notes NOTES = new Notes();
    public static final Schema SCHEMA = Schema.of(
            STYLES, BRUSHES, SHADES, PAINTERS, PAINTINGS, SKETCHES, LOANS, LABELS, FRAMES, BILLS, STICKERS, NOTES);

    /** Belongs to no tenant. */
    public static final class Styles extends Table implements SoftDeletable {
        public final TextColumn<String> code = varchar("code", 20).primaryKey();
        public final TextColumn<String> name = text("name");

        private Styles() {
            super("styles");
            index(name);
        }
    }

    /** Belongs to no tenant, and goes with its style. */
    public static final class Brushes extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final TextColumn<String> style = varchar("style", 20).references(STYLES.code, OnDelete.CASCADE);
        public final TextColumn<@Nullable String> maker = text("maker").nullable();

        private Brushes() {
            super("brushes");
        }
    }

    /** Belongs to no tenant, and is live while its style is. */
    public static final class Shades extends Table {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final TextColumn<String> style = varchar("style", 20).references(STYLES.code, OnDelete.DERIVE);
        public final TextColumn<@Nullable String> name = text("name").nullable();

        private Shades() {
            super("shades");
        }
    }

    /** Has all that a soft-deletable table can say. */
    public static final class Painters extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final TextColumn<String> email = text("email").unique();
        public final TextColumn<@Nullable String> name = text("name").nullable();
        public final Column<Boolean> onHold = bool("on_hold").defaultTo(false);
        public final OrderedColumn<Long> version = bigint("version").version();

        private Painters() {
            super("public.painters");
            index(name);
        }

        @Override
        public String legalHold() {
            return "on_hold or name = 'Keep & <hold>'";
        }

        @Override
        public Interval purgeAfter() {
            return new Interval(1, 30, 90_000_000);
        }
    }

    /** Goes with its painter. */
    public static final class Paintings extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> painterId = uuid("painter_id").references(PAINTERS.id, OnDelete.CASCADE);
        public final TextColumn<String> title = text("title");
        public final OrderedColumn<Integer> length = integer("length").generatedAs("length(title)");

        private Paintings() {
            super("paintings");
            uniqueKey(painterId, title);
            index(title);
            index(length);
        }
    }

    /** Goes with its painting, and with the sketch that it is a copy of. */
    public static final class Sketches extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<@Nullable UUID> paintingId =
                uuid("painting_id").nullable().references(PAINTINGS.id, OnDelete.CASCADE);
        public final OrderedColumn<@Nullable UUID> originalId =
                uuid("original_id").nullable().references(id, OnDelete.CASCADE);
        public final TextColumn<@Nullable String> text = text("order").nullable();

        private Sketches() {
            super("sketches");
        }
    }

    /** Keeps its painting from being deleted. */
    public static final class Loans extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> paintingId = uuid("painting_id").references(PAINTINGS.id, OnDelete.RESTRICT);
        public final TextColumn<@Nullable String> museum = text("museum").nullable();

        private Loans() {
            super("loans");
        }
    }

    /** Not soft-deletable; live while its painting is. */
    public static final class Labels extends Table {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<@Nullable UUID> paintingId =
                uuid("painting_id").nullable().references(PAINTINGS.id, OnDelete.DERIVE);
        public final TextColumn<String> text = text("text").unique();

        private Labels() {
            super("labels");
        }
    }

    /** Soft-deletable, and live while its painting is. */
    public static final class Frames extends Table implements SoftDeletable {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> paintingId = uuid("painting_id").references(PAINTINGS.id, OnDelete.DERIVE);
        public final TextColumn<String> number = text("number").unique();

        private Frames() {
            super("frames");
        }
    }

    /** Live while its frame is, and so while that one's painting is. */
    public static final class Bills extends Table {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> frameId = uuid("frame_id").references(FRAMES.id, OnDelete.DERIVE);
        public final OrderedColumn<Long> cents = bigint("cents");

        private Bills() {
            super("bills");
        }
    }

    /** Not soft-deletable, and keeps its painting from being deleted. */
    public static final class Stickers extends Table {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<UUID> paintingId = uuid("painting_id").references(PAINTINGS.id, OnDelete.RESTRICT);
        public final TextColumn<@Nullable String> text = text("text").nullable();

        private Stickers() {
            super("stickers");
        }
    }

    /** Stays whatever becomes of the painter. */
    public static final class Notes extends Table {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        public final OrderedColumn<@Nullable UUID> painterId =
                uuid("painter_id").nullable().references(PAINTERS.id, OnDelete.KEEP);
        public final TextColumn<@Nullable String> text = text("text").nullable();

        private Notes() {
            super("notes");
        }
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "studio").toXml());
        }
        var tenants = holdfast(database).acrossTenants("fixture").tenants();
        tenants.create(Press.A, "Studio A");
        tenants.create(Press.B, "Studio B");
    }

    public static JdbiHoldfast holdfast(TestDatabase database) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .build();
    }
}
