package dev.holdfast.jdbi.listener;

import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.deletion.Library;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Jobs over tables, deletions and the registry send statements, too. */
@PostgresTest(template = Library.class)
class JobsToldTest {

    private final TestDatabase database;
    private final Told told = new Told();
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;

    JobsToldTest(TestDatabase database) {
        this.database = database;
        this.holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Library.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .listener(told)
                .build();
        this.acme = holdfast.tenant(Library.A);
    }

    @Test
    void deletionsRestorationsAndPurgesAreTold() {
        UUID id = UUID.randomUUID();
        acme.insertInto(WRITERS, row -> row.set(WRITERS.id, id)
                        .set(WRITERS.name, "Ann")
                        .set(WRITERS.email, id + "@library.test"))
                .execute();
        told.clear();
        Deletion deletion = acme.deleteFrom(WRITERS).where(WRITERS.id.eq(id)).execute();
        assertThat(told.sql()).anyMatch(sql -> sql.contains("update writers"));
        told.clear();
        acme.restore(deletion);
        assertThat(told.sql()).anyMatch(sql -> sql.contains("deletion_id"));
        Sql.run(
                database.superuserDataSource(),
                "update writers set deleted_at = now() - interval '60 days' where id = '" + id + "'");
        told.clear();
        acme.purge(WRITERS).olderThan(Duration.ofDays(30)).execute();
        assertThat(told.sql()).anyMatch(sql -> sql.contains("writers_purge"));
        assertThat(told.all())
                .allSatisfy(one -> assertThat(one.tenant()).as(one.sql()).isEqualTo(Library.A));
    }

    @Test
    void theRegistryIsToldAndHasNoTenant() {
        holdfast.acrossTenants("count").tenants().list();

        assertThat(told.only().sql()).contains("holdfast.tenants");
        assertThat(told.only().tenant()).isNull();
    }
}
