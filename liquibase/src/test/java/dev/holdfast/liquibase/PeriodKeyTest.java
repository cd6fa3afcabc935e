package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** addPeriodKey and addPeriodForeignKey: application time, on PostgreSQL 18 and on older ones. */
@Tag("liquibase")
class PeriodKeyTest {
    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                    create table public.price (tenant_id bigint, product int not null, valid daterange not null, amount numeric);
                    create table public.promotion (id int primary key, tenant_id bigint, product int, valid daterange);
                    """))
                    + Database.changeSet(
                            "tenancy",
                            "<holdfast:enableTenancy tableName='price' registry='false'/>"
                                    + "<holdfast:enableTenancy tableName='promotion' registry='false'/>")))
            .sealed();

    private static final String KEY =
            "<holdfast:addPeriodKey tableName='price' columnNames='product' periodColumn='valid'/>";
    private static final String FOREIGN_KEY =
            "<holdfast:addPeriodForeignKey baseTableName='promotion' baseColumnNames='product'"
                    + " basePeriodColumn='valid' referencedTableName='price' referencedColumnNames='product'/>";

    private Database database;
    private Session app;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
    }

    @AfterEach
    void close() {
        app.close();
    }

    private String update(String... changes) {
        String changelog = Database.xml(Database.changeSet(Cluster.unique("change"), String.join("", changes)));
        database.update(changelog);
        return changelog;
    }

    private boolean hasPeriodKeys() {
        return Integer.parseInt(app.one("show server_version_num")) >= 180000;
    }

    private void createExtension() {
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("create schema ext; create extension btree_gist schema ext");
        }
    }

    @Test
    @DisplayName(
            "periods of the same value don't overlap, and aren't empty; another tenant's are its own; the rollback ends that")
    void key() {
        createExtension();
        String changelog = update(KEY);
        app.runIn(
                1,
                "insert into price values (1, 7, '[2026-01-01,2026-02-01)', 10), (1, 7, '[2026-02-01,)', 11), (1, 8, '[2026-01-15,)', 1)");
        app.runIn(2, "insert into price values (2, 7, '[2026-01-15,)', 12)");
        assertThat(app.refusedIn(1, "insert into price values (1, 7, '[2026-01-15,2026-01-16)', 12)")
                        .sqlState())
                .isEqualTo("23P01");
        assertThat(app.refusedIn(1, "insert into price values (1, 9, 'empty', 12)")
                        .sqlState())
                .isEqualTo("23514");
        database.rollback(changelog, 1);
        app.runIn(1, "insert into price values (1, 7, '[2026-01-15,2026-01-16)', 12), (1, 9, 'empty', 12)");
    }

    @Test
    @DisplayName("rows that overlap already, of any tenant, are found")
    void existing() {
        createExtension();
        app.runIn(2, "insert into price values (2, 7, '[2026-01-01,)', 10), (2, 7, '[2026-02-01,)', 11)");
        assertThatThrownBy(() -> update(KEY)).rootCause().hasMessageContaining("price_product_valid_key");
    }

    @Test
    @DisplayName(
            "a foreign key over periods wants a row at every moment; before PostgreSQL 18 it is refused, with what to do")
    void foreignKey() {
        createExtension();
        if (!hasPeriodKeys()) {
            assertThatThrownBy(() -> update(KEY, FOREIGN_KEY))
                    .rootCause()
                    .hasMessageContaining("needs PostgreSQL 18, and this server is PostgreSQL 1")
                    .hasMessageContaining("leave addPeriodForeignKey out");
            return;
        }
        update(KEY);
        String changelog = update(FOREIGN_KEY);
        app.runIn(
                1,
                "insert into price values (1, 7, '[2026-01-01,2026-02-01)', 10), (1, 7, '[2026-02-01,2026-03-01)', 11)");
        app.runIn(1, "insert into promotion values (1, 1, 7, '[2026-01-15,2026-02-15)')");
        assertThat(app.refusedIn(1, "insert into promotion values (2, 1, 7, '[2026-02-15,2026-03-15)')")
                        .sqlState())
                .isEqualTo("23503");
        assertThat(app.refusedIn(1, "delete from price where valid @> date '2026-01-20'")
                        .sqlState())
                .isEqualTo("23503");
        database.rollback(changelog, 1);
        app.runIn(1, "insert into promotion values (2, 1, 7, '[2026-02-15,2026-03-15)')");
        assertThatThrownBy(() -> update(FOREIGN_KEY)).rootCause().hasMessageContaining("promotion_product_period_fkey");
    }

    @Test
    @DisplayName("the sample runs up, down, and up again, as far as the server has it")
    void sample() {
        createExtension();
        String changelog = "samples/periods.xml";
        if (hasPeriodKeys()) {
            database.update(changelog).rollback(changelog, 2).update(changelog);
            app.runIn(
                    1,
                    "insert into prices values (1, 7, '[2026-01-01,)', 10); insert into promotions values (1, 1, 7, '[2026-02-01,)')");
        } else {
            assertThatThrownBy(() -> database.update(changelog))
                    .rootCause()
                    .hasMessageContaining("needs PostgreSQL 18");
        }
    }

    @Test
    @DisplayName("what can't work is refused, with what to do")
    void refused() {
        assertThatThrownBy(() -> update(KEY)).rootCause().hasMessageContaining("create extension btree_gist;");
        createExtension();
        assertThatThrownBy(() -> update(KEY.replace("'valid'", "'amount'")))
                .rootCause()
                .hasMessageContaining("no column amount of a range");
        assertThatThrownBy(() -> update(KEY.replace("'product'", "'tenant_id'")))
                .hasStackTraceContaining("comes first by itself");
        assertThatThrownBy(() -> update(KEY.replace("'product'", "'valid'")))
                .hasStackTraceContaining("comes last by itself");
    }
}
