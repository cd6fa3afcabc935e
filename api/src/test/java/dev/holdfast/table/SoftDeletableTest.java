package dev.holdfast.table;

import static dev.holdfast.fixture.Gallery.Labels.LABELS;
import static dev.holdfast.fixture.Gallery.Painters.PAINTERS;
import static dev.holdfast.fixture.Gallery.Paintings.PAINTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.error.SchemaException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SoftDeletableTest {

    private static class Sketch extends Table {

        Sketch(String name, Consumer<Sketch> declare) {
            super(name);
            declare.accept(this);
        }

        OrderedColumn<Long> big(String column) {
            return bigint(column);
        }
    }

    private static final class Soft extends Sketch implements SoftDeletable {

        Soft(String name, Consumer<Sketch> declare) {
            super(name, declare);
        }
    }

    @SuppressWarnings("unchecked")
    private static Column<Long> column(Table table, String name) {
        return (Column<Long>) table.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void refused(String why, Table... tables) {
        assertThatThrownBy(() -> Schema.of(tables))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(why);
    }

    private static Sketch hard() {
        return new Sketch("hard", t -> t.big("id").primaryKey());
    }

    private static Soft soft() {
        return new Soft("soft", t -> t.big("id").primaryKey());
    }

    private static Sketch plainChild(Table parent, OnDelete action) {
        return new Sketch("child", t -> {
            t.big("id").primaryKey();
            t.big("parent_id").nullable().references(column(parent, "id"), action);
        });
    }

    private static Soft softChild(Table parent, OnDelete action) {
        return new Soft("child", t -> {
            t.big("id").primaryKey();
            t.big("parent_id").nullable().references(column(parent, "id"), action);
        });
    }

    @Test
    void whatADeletionCouldNotUndoIsRefused() {
        Soft parent = soft();
        refused("restoring it couldn't undo", parent, softChild(parent, OnDelete.SET_NULL));
        refused("can't be hidden", parent, plainChild(parent, OnDelete.CASCADE));
        for (OnDelete action : new OnDelete[] {OnDelete.RESTRICT, OnDelete.KEEP, OnDelete.DERIVE}) {
            assertThat(Schema.of(parent, plainChild(parent, action)).tables()).hasSize(2);
            assertThat(Schema.of(parent, softChild(parent, action)).softDeletable())
                    .hasSize(2);
        }
    }

    @Test
    void actionsOfTheOtherKindAreRefused() {
        Sketch parent = hard();
        refused("are deleted for good", parent, plainChild(parent, OnDelete.KEEP));
        refused("are deleted for good", parent, softChild(parent, OnDelete.DERIVE));
        refused("PostgreSQL refuses that for a soft-deletable table", parent, softChild(parent, OnDelete.CASCADE));
        assertThat(Schema.of(parent, softChild(parent, OnDelete.SET_NULL)).tables())
                .hasSize(2);
    }

    @Test
    void aSharedTableCannotCascadeIntoTenants() {
        Soft parent = soft();
        refused("belongs to no tenant", parent, new Soft("child", t -> {
            t.big("id").primaryKey();
            t.big("tenant_id").tenantKey();
            t.big("parent_id").references(column(parent, "id"), OnDelete.CASCADE);
        }));
    }

    @Test
    void theTableItselfMustFit() {
        refused("no primary key", new Soft("t", t -> t.big("id")));
        refused("which leaves no room", new Soft("t".repeat(51), t -> t.big("id")
                .primaryKey()));
        refused("t.live has the name of a column that SoftDeletable adds", new Soft("t", t -> {
            t.big("id").primaryKey();
            t.big("live");
        }));
        Soft parent = new Soft("parent", t -> {
            t.big("id").primaryKey();
            t.big("code").unique();
        });
        refused("unique among live rows only", parent, new Soft("child", t -> {
            t.big("id").primaryKey();
            t.big("code").references(column(parent, "code"));
        }));
    }

    @Test
    void nothingHoldsToRowsThatAreHiddenWithOthers() {
        Soft top = soft();
        Soft middle = new Soft("middle", t -> {
            t.big("id").primaryKey();
            t.big("soft_id").references(column(top, "id"), OnDelete.DERIVE);
        });
        refused("of which no key knows", top, middle, softChild(middle, OnDelete.CASCADE));
        refused("of which no key knows", top, middle, plainChild(middle, OnDelete.RESTRICT));
        assertThat(Schema.of(top, middle, plainChild(middle, OnDelete.DERIVE)).tables())
                .hasSize(3);
    }

    @Test
    void aRingOfDeriveIsRefused() {
        refused("derives its rows' life from itself", new Soft("node", t -> {
            var id = t.big("id").primaryKey();
            t.big("parent_id").nullable().references(id, OnDelete.DERIVE);
        }));
    }

    @Test
    void somethingElseThanATableIsRefused() {
        Soft table = soft();
        SoftDeletable impostor = new SoftDeletable() {
            @Override
            public String name() {
                return table.name();
            }

            @Override
            public java.util.List<AnyColumn<?>> columns() {
                return table.columns();
            }

            @Override
            public java.util.List<AnyColumn<?>> primaryKey() {
                return table.primaryKey();
            }

            @Override
            public @org.jspecify.annotations.Nullable AnyColumn<?> tenantKey() {
                return null;
            }

            @Override
            public void writeSource(dev.holdfast.sql.SqlWriter out) {
                table.writeSource(out);
            }
        };
        assertThatThrownBy(impostor::withDeleted)
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("extend Table");
    }

    @Test
    void whatIsHiddenWithARow() {
        Schema schema = Schema.of(PAINTERS, PAINTINGS, LABELS);
        assertThat(schema.hiddenWith(PAINTERS)).containsExactly(PAINTERS, PAINTINGS);
        assertThat(schema.hiddenWith(PAINTINGS)).containsExactly(PAINTINGS);
        assertThat(schema.softDeletable()).containsExactly(PAINTERS, PAINTINGS);
        assertThat(schema.referencesTo(PAINTINGS)).hasSize(1);
        assertThat(PAINTERS.uniqueKeys()).containsExactly(java.util.List.of(PAINTERS.email));
    }

    @Test
    void theChangelogEnablesIt() {
        String changelog =
                Changelog.of(Schema.of(PAINTERS, PAINTINGS, LABELS), "test").toXml();
        assertThat(changelog)
                .contains("<holdfast:enableSoftDelete tableName=\"painters\" tenantColumn=\"tenant_id\""
                        + " keyColumns=\"id\" versionColumn=\"version\" legalHold=\"on_hold\""
                        + " purgeAfter=\"30 days\"/>")
                .contains("<holdfast:addLiveUniqueConstraint tableName=\"painters\" columnNames=\"email\""
                        + " tenantColumn=\"tenant_id\" constraintName=\"painters_email_key\"/>")
                .contains("<sql splitStatements=\"false\">create index painters_name_idx on painters (tenant_id, name)"
                        + " where deleted_at is null</sql>")
                .contains("<rollback><sql splitStatements=\"false\">drop index painters_name_idx</sql></rollback>")
                .contains("<holdfast:addSoftForeignKey baseTableName=\"paintings\" baseColumnNames=\"painter_id\""
                        + " referencedTableName=\"painters\" referencedColumnNames=\"id\""
                        + " constraintName=\"paintings_painter_id_fkey\" tenantColumn=\"tenant_id\""
                        + " onDelete=\"cascade\"/>")
                .contains("onDelete=\"derive\"/>")
                .doesNotContain("deleted_by");
    }
}
