package dev.holdfast.jdbi.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.IsolationReport;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TenantIsolation;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tenants with soft-deletable tables")
@PostgresTest(template = Studio.class)
class StudioTest {

    @Test
    void areIsolated(TestDatabase database) {
        IsolationReport report = TenantIsolation.of(Studio.holdfast(database), database.applicationDataSource())
                .between(Press.A, Press.B)
                .tryAll(Studio.SCHEMA, StudioSeeders.SEEDERS);
        System.out.println(report);
        assertThat(report.failures()).isEmpty();
    }
}
