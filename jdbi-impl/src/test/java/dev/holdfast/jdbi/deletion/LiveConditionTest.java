package dev.holdfast.jdbi.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.isolation.Studio;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What "live" means stands in Java, for the DSL, and in SQL, for the live views. */
@DisplayName("The DSL and the live views mean the same by live")
@PostgresTest(template = Studio.class)
class LiveConditionTest {

    private static final int PARENTS = 6;
    private static final String DELETED = ", deleted_at, deletion_id";

    private Random random = new Random(0);
    private final List<String> inserts = new ArrayList<>();

    /** Rows in every state that there can be, and in some that keys would refuse: live ones below deleted ones. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void sameRows(long seed, TestDatabase database) throws SQLException {
        Assumptions.assumeTrue(database.has(Role.SUPERUSER), "a server given by URLs has no superuser");
        random = new Random(seed);
        for (int tenant = 1; tenant <= 2; tenant++) {
            rows("paintings", "tenant_id, painter_id, title", tenant + ", " + id(1) + ", 't' || random()", true);
            rows("frames", "tenant_id, painting_id, number", tenant + ", %s, 'n' || random()", true);
            rows("labels", "tenant_id, painting_id, text", tenant + ", %s, 't' || random()", false);
            rows("bills", "tenant_id, frame_id, cents", tenant + ", %s, 1", false);
        }
        for (int i = 0; i < PARENTS; i++) {
            inserts.add("insert into styles (code, name" + DELETED + ") values ('" + i + "', 'n'" + deletion() + ")");
            inserts.add("insert into shades (id, style) values (gen_random_uuid(), '" + random.nextInt(PARENTS) + "')");
        }
        try (Connection superuser = database.superuserDataSource().getConnection();
                Statement statement = superuser.createStatement()) {
            statement.execute("set session_replication_role = replica;"
                    + " truncate paintings, frames, labels, bills, styles, shades cascade; "
                    + String.join("; ", inserts));
        }
        for (long tenant = 1; tenant <= 2; tenant++) {
            JdbiTenantScope scope = Studio.holdfast(database).tenant(tenant);
            int hidden = 0;
            for (Table table : List.of(
                    Studio.PAINTINGS, Studio.FRAMES, Studio.LABELS, Studio.BILLS, Studio.STYLES, Studio.SHADES)) {
                hidden += differing(scope, table);
            }
            assertThat(hidden).as("hidden rows").isPositive();
        }
    }

    private void rows(String table, String columns, String values, boolean soft) {
        for (int i = 0; i < PARENTS * 3; i++) {
            // The parents' ids are the same in both tenants, where their rows may have another fate.
            String id = soft && i < PARENTS ? id(i) : "gen_random_uuid()";
            String parent = table.equals("labels") && random.nextInt(4) == 0 ? "null" : id(random.nextInt(PARENTS));
            inserts.add("insert into " + table + " (id, " + columns + (soft ? DELETED : "") + ") values (" + id + ", "
                    + String.format(values, parent) + (soft ? deletion() : "") + ")");
        }
    }

    private String deletion() {
        return random.nextBoolean() ? ", null, null" : ", now(), gen_random_uuid()";
    }

    private static String id(int number) {
        return "'" + new UUID(0, number) + "'";
    }

    /** How many rows aren't live. */
    private static int differing(JdbiTenantScope scope, Table table) {
        AnyColumn<?> key = table.primaryKey().get(0);
        List<String> seen = new ArrayList<>();
        scope.from(table).list().forEach(row -> seen.add(String.valueOf(row.get((Column<?>) key))));
        List<String> shown = scope.withHandle(
                handle -> handle.createQuery("select " + key.name() + "::text from " + table.name() + "_live")
                        .mapTo(String.class)
                        .list());
        assertThat(new TreeSet<>(seen))
                .as(table.name())
                .isEqualTo(new TreeSet<>(shown))
                .hasSameSizeAs(shown);
        int all = scope.withHandle(handle -> handle.createQuery("select count(*) from " + table.name())
                .mapTo(Integer.class)
                .one());
        return all - shown.size();
    }
}
