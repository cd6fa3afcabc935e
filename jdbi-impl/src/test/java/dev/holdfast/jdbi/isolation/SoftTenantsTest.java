package dev.holdfast.jdbi.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.IsolationReport;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.IsolationReport.Way;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TenantIsolation;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tenants with soft-deletable tables")
@PostgresTest(template = Studio.class)
class SoftTenantsTest {

    private final TestDatabase database;

    SoftTenantsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    @DisplayName("are isolated: DELETE is refused to everybody there, and everything can be tried all the same")
    void areIsolated() {
        IsolationReport report = isolation().assertAll(Studio.SCHEMA, StudioSeeders.SEEDERS);
        assertThat(report.count(Outcome.NOT_TRIED)).as(report.toString()).isZero();
        assertThat(report.entries())
                .filteredOn(entry -> entry.table().equals("sketches")
                        && entry.way() == Way.SQL
                        && entry.attempt().startsWith("delete"))
                .extracting(Entry::attempt, Entry::observed)
                .containsExactly(
                        tuple("delete by the live view", "0 rows"),
                        tuple("delete every row", "refused, 42501"),
                        tuple("delete", "refused, 42501"),
                        tuple("delete without a tenant", "refused, 42501"));
    }

    @Test
    @DisplayName("aren't where a live view has its owner's rights, or a soft foreign key lacks the tenant")
    void holes() throws SQLException {
        assumeThat(database.has(Role.SUPERUSER)).isTrue();
        run(
                "truncate painters cascade; alter view loans_live reset (security_invoker); alter view loans_live owner to postgres;"
                        + " alter table loans drop constraint loans_painting_id_fkey, drop constraint loans_painting_id_fkey_live;"
                        + " alter table paintings add constraint alone unique (id);"
                        + " alter table loans add constraint alone foreign key (painting_id) references paintings (id)");
        try {
            Schema schema = Schema.of(Studio.PAINTERS, Studio.PAINTINGS, Studio.LOANS);
            assertThat(isolation().tryAll(schema, StudioSeeders.SEEDERS).failures())
                    .filteredOn(entry -> entry.outcome() == Outcome.BREACHED)
                    .extracting(entry -> entry.table() + " " + entry.attempt() + " " + entry.way())
                    .contains(
                            "loans read the live view SQL",
                            "loans link painting_id by update DSL",
                            "loans link painting_id by update SQL",
                            "loans link painting_id by insert DSL",
                            "loans link painting_id by insert SQL");
        } finally {
            run("truncate painters cascade; alter table loans drop constraint alone;"
                    + " alter table paintings drop constraint alone;"
                    + " alter table loans add constraint loans_painting_id_fkey foreign key (tenant_id, painting_id)"
                    + " references paintings, add constraint loans_painting_id_fkey_live foreign key (tenant_id,"
                    + " painting_id, live) references paintings (tenant_id, id, live);"
                    + " comment on constraint loans_painting_id_fkey on loans is 'holdfast:restrict';"
                    + " alter view loans_live owner to holdfast_owner; alter view loans_live set (security_invoker)");
        }
    }

    private TenantIsolation isolation() {
        return TenantIsolation.of(Studio.holdfast(database), database.applicationDataSource())
                .between(Press.A, Press.B);
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
