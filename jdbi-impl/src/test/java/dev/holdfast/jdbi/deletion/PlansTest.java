package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Plan;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.Select;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Library.class)
class PlansTest {

    private final TestDatabase database;
    private final JdbiTenantScope a;

    PlansTest(TestDatabase database) {
        this.database = database;
        this.a = Library.holdfast(database).tenant(A);
    }

    @Test
    @DisplayName("SD-9 live rows among 200,000 deleted ones are found by the partial index, by a generic plan as well")
    void partialIndex() {
        Sql.run(
                database.superuserDataSource(),
                "insert into writers (tenant_id, id, name, email, deleted_at, deletion_id)"
                        + " select 1, gen_random_uuid(), 'w' || i, 'w' || i,"
                        + " case when i % 10 > 0 then now() end, case when i % 10 > 0 then gen_random_uuid() end"
                        + " from generate_series(1, 200000) as i; analyze writers");
        String live = Select.from(WRITERS)
                .select(WRITERS.id)
                .where(WRITERS.name.eq("x"))
                .toSql();
        String deletion = Select.from(WRITERS.onlyDeleted())
                .select(WRITERS.id)
                .where(WRITERS.deletionId().isNotNull().and(WRITERS.deletionId().eq(java.util.UUID.randomUUID())))
                .toSql();
        String[] generic = {"force_generic_plan", "force_custom_plan"};
        for (String mode : generic) {
            assertThat(Plan.of(a, mode, live, "bigint, text", "1, 'w10'"))
                    .as(mode)
                    .contains("writers_name_idx")
                    .doesNotContain("Seq Scan");
            assertThat(Plan.of(a, mode, deletion, "bigint, uuid", "1, gen_random_uuid()"))
                    .as(mode)
                    .contains("writers_deletion_idx");
        }
    }
}
