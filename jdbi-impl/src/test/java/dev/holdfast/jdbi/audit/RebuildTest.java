package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.audit.RebuildTest.Items.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.table.Historical;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random changes by the language, a SqlObject and plain SQL; then every earlier state of the table, by its history and by its entries. */
@PostgresTest(template = RebuildTest.Store.class)
class RebuildTest {

    private static final int STEPS = Integer.getInteger("holdfast.steps", 120);
    private static final int KEYS = 8;

    /** Of every kind of value that is recorded in a way of its own. */
    static final class Items extends Table implements SoftDeletable, Historical {
        static final Items ITEMS = new Items();

        final OrderedColumn<Integer> id = integer("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<@Nullable String> name = text("name").nullable();
        final OrderedColumn<@Nullable BigDecimal> price = numeric("price").nullable();
        final OrderedColumn<@Nullable Instant> at = timestamptz("at").nullable();
        final OrderedColumn<@Nullable Double> weight = doublePrecision("weight").nullable();

        private Items() {
            super("items");
        }
    }

    /** With columns that Java doesn't know of. */
    static final class Store implements DatabaseTemplate {
        @Override
        public void prepare(TestDatabase database) throws Exception {
            try (Connection owner = database.ownerDataSource().getConnection()) {
                Press.migrate(owner, Changelog.of(Schema.of(ITEMS), "test").toXml());
            }
            Sql.run(
                    database.ownerDataSource(),
                    "alter table items add column doc jsonb, add column raw json, add column data bytea, add column marks text[],"
                            + " add column span interval, add column upper_name text generated always as (upper(name)) stored;"
                            + " select holdfast.renew_recording('items'); select holdfast.enable_audit('items', 'tenant_id');"
                            + " select 1");
        }
    }

    /** A hand-written SqlObject. */
    public interface ItemDao {
        @SqlUpdate(
                "update items set doc = :doc::jsonb, raw = :doc::json, data = :doc::bytea, marks = array[:doc, null], price = price * 1.10"
                        + " where id <= :id")
        int describe(@Bind("id") int id, @Bind("doc") String doc);

        @SqlUpdate(
                "insert into items (id, name, span) select i, 'n' || i, make_interval(days => i) from generate_series(1, :id) i"
                        + " on conflict (tenant_id, id) do update set span = items.span + interval '1 hour', name = excluded.name")
        int merge(@Bind("id") int id);
    }

    private final JdbiTenantScope tenant;

    RebuildTest(TestDatabase database) {
        JdbiHoldfast holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(ITEMS)
                .acrossTenants(database.acrossTenantsDataSource())
                .build();
        holdfast.acrossTenants("fixture").tenants().create(1L, "One");
        this.tenant = holdfast.tenant(1L);
    }

    private record Moment(Instant at, SnapshotToken token, Map<String, Map<String, @Nullable String>> rows) {}

    @Test
    @DisplayName(
            "each state that was recorded on the way is read as of its instant and its token, and is what the entries lead back to")
    void rebuilt() throws InterruptedException {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("RebuildTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        List<Moment> moments = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            change(random);
            moments.add(new Moment(
                    tenant.withHandle(handle -> handle.select("select clock_timestamp()")
                            .mapTo(Instant.class)
                            .one()),
                    tenant.history().token(),
                    rows("items")));
            Thread.sleep(1); // so that no two have the same microsecond
        }
        for (Moment moment : moments) {
            assertThat(rows("items_as_of('" + moment.at() + "')"))
                    .as("%s", moment.at())
                    .isEqualTo(moment.rows());
            assertThat(typed(tenant.from(ITEMS.withDeleted())
                            .asOf(moment.token())
                            .list()))
                    .isEqualTo(typed(moment.rows()));
        }
        backwards(moments);
    }

    private void change(Random random) {
        int id = 1 + random.nextInt(KEYS);
        String text = "v" + random.nextInt(5);
        switch (random.nextInt(9)) {
            case 0 -> tenant.useSqlObject(ItemDao.class, dao -> dao.merge(id));
            case 1 -> tenant.useSqlObject(ItemDao.class, dao -> dao.describe(id, "{\"a\" : \"" + text + "\"}"));
            case 2 ->
                tenant.update(ITEMS)
                        .set(ITEMS.name, random.nextBoolean() ? text : null)
                        .set(ITEMS.price, new BigDecimal(random.nextBoolean() ? "1.0" : "1.00"))
                        .where(ITEMS.id.eq(id))
                        .execute();
            case 3 -> tenant.deleteFrom(ITEMS).where(ITEMS.id.eq(id)).execute();
            case 4 ->
                assertThat(tenant.restore(ITEMS).where(ITEMS.id.eq(id)).execute())
                        .isNotNull();
            case 5 ->
                tenant.execute(PlainStatement.of(
                        "update items set id = (id + 100) % 200 where id % 100 between {0} and {1}"
                                + " and not exists (select from items o where o.id = (items.id + 100) % 200)",
                        id, id + 1));
            case 6 ->
                tenant.useTransaction(tx -> {
                    tx.update(ITEMS)
                            .set(ITEMS.weight, random.nextDouble() * 1e30)
                            .everyRow()
                            .execute();
                    if (random.nextBoolean()) {
                        tx.rollbackOnly();
                    }
                    tx.update(ITEMS)
                            .set(ITEMS.at, Instant.ofEpochMilli(random.nextInt()))
                            .where(ITEMS.id.eq(id))
                            .execute();
                });
            case 7 ->
                tenant.useHandle(handle -> handle.select("select items_purge(array[?])", id)
                        .mapTo(long.class)
                        .one());
            default ->
                tenant.execute(
                        PlainStatement.of("update items set name = name, price = price + 0.0 where id < {0}", id));
        }
    }

    /** Each row's columns as PostgreSQL writes them, by its key. */
    private Map<String, Map<String, @Nullable String>> rows(String from) {
        Map<String, Map<String, @Nullable String>> rows = new TreeMap<>();
        tenant.useHandle(handle -> handle.select("select id::text, c.name, c.value from " + from
                        + " i, lateral (values ('id', id::text), ('tenant_id', tenant_id::text),"
                        + " ('name', name), ('price', price::text), ('at', (at at time zone 'UTC')::text || '+00'), ('weight', weight::text::numeric::text),"
                        + " ('doc', doc::text), ('raw', raw::text), ('data', data::text), ('marks', marks::text), ('span', span::text),"
                        + " ('upper_name', upper_name), ('deleted_at', (deleted_at at time zone 'UTC')::text || '+00'),"
                        + " ('deletion_id', deletion_id::text), ('live', live::text)) as c (name, value)")
                .map((result, context) -> {
                    rows.computeIfAbsent(result.getString(1), key -> new TreeMap<>())
                            .put(result.getString(2), result.getString(3));
                    return true;
                })
                .list());
        return rows;
    }

    private static Map<String, String> typed(List<dev.holdfast.query.Row> rows) {
        Map<String, String> typed = new TreeMap<>();
        rows.forEach(
                row -> typed.put(String.valueOf(row.get(ITEMS.id)), row.get(ITEMS.name) + " " + row.get(ITEMS.price)));
        return typed;
    }

    private static Map<String, String> typed(Map<String, Map<String, @Nullable String>> rows) {
        Map<String, String> typed = new TreeMap<>();
        rows.forEach((key, row) -> typed.put(key, row.get("name") + " " + row.get("price")));
        return typed;
    }

    private record Entry(
            Instant at, String action, String key, String newKey, Map<String, @Nullable String[]> changes) {}

    /** From the rows that are there back through the entries, with each recorded state met on the way. */
    private void backwards(List<Moment> moments) {
        Map<String, Map<String, @Nullable String>> rows = rows("items");
        List<Moment> left = new ArrayList<>(moments);
        for (Entry entry : entries()) {
            while (!left.isEmpty() && left.get(left.size() - 1).at().isAfter(entry.at())) {
                assertThat(rows).isEqualTo(left.remove(left.size() - 1).rows());
            }
            Map<String, @Nullable String> row = rows.remove(entry.newKey());
            assertThat(row == null).as("%s", entry).isEqualTo(entry.action().equals("delete"));
            if (entry.action().equals("insert")) {
                continue;
            }
            Map<String, @Nullable String> before = row == null ? new TreeMap<>() : new TreeMap<>(row);
            entry.changes().forEach((column, change) -> {
                if (before.containsKey(column) && row != null) {
                    assertThat(before.get(column)).as("%s of %s", column, entry).isEqualTo(change[1]);
                }
                before.put(column, change[0]);
            });
            before.keySet().retainAll(COLUMNS);
            rows.put(entry.key(), before);
        }
        left.forEach(moment -> assertThat(moment.rows()).isEmpty());
        assertThat(rows).isEmpty();
    }

    private static final List<String> COLUMNS = List.of(
            "id",
            "tenant_id",
            "name",
            "price",
            "at",
            "weight",
            "doc",
            "raw",
            "data",
            "marks",
            "span",
            "upper_name",
            "deleted_at",
            "deletion_id",
            "live");

    private List<Entry> entries() {
        Map<Long, Entry> entries = new LinkedHashMap<>();
        tenant.useHandle(handle -> handle.select(
                        "select e.sequence, e.recorded_at, e.action, e.key, coalesce(e.new_key, e.key), c.key, c.value->>0, c.value->>1"
                                + " from holdfast.audit_log e left join lateral jsonb_each(e.changes) c on true where e.table_name = 'items'"
                                + " order by e.sequence desc")
                .map((result, context) -> {
                    Entry entry = entries.get(result.getLong(1));
                    if (entry == null) {
                        entry = new Entry(
                                result.getObject(2, java.time.OffsetDateTime.class)
                                        .toInstant(),
                                result.getString(3).replace("purge", "delete"),
                                result.getString(4),
                                result.getString(5),
                                new TreeMap<>());
                        entries.put(result.getLong(1), entry);
                    }
                    if (result.getString(6) != null) {
                        entry.changes().put(result.getString(6), new @Nullable String[] {
                            result.getString(7), result.getString(8)
                        });
                    }
                    return true;
                })
                .list());
        return List.copyOf(entries.values());
    }
}
