package dev.holdfast.jdbi.internal.tenant.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.tenant.TenantCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Settings with which sessions begin")
@PostgresTest(template = Shop.class)
class StandingSettingTest {

    @ParameterizedTest(name = "the doctor names one that is set by {0}, and how to take it away")
    @ValueSource(strings = {"role %2$s in database %1$s", "role all in database %1$s", "database %1$s"})
    void tenant(String where, TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.superuser("alter " + where.formatted('"' + database.name() + '"', database.user(Role.APPLICATION))
                    + " set holdfast.tenant_id = '1'");
            Finding finding = ward.finds(TenantCheck.STANDING_SETTING, "holdfast.tenant_id");
            assertThat(finding.cause())
                    .contains("works on that one's rows instead of none")
                    .doesNotContain("'1'");
            ward.administratorMends(finding);
        }
    }

    @Test
    @DisplayName("each is told of with what it leads to; another role's, an empty one, and those of others aren't")
    void others(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            String in = " in database \"" + database.name() + "\" set ";
            String application = "alter role " + database.user(Role.APPLICATION) + in;
            ward.superuser(
                    application + "holdfast.inline_projections = '{}'",
                    application + "holdfast.actor = 'job'",
                    application + "holdfast.reason = ''",
                    application + "work_mem = '5MB'",
                    "alter role " + database.user(Role.OWNER) + in + "holdfast.tenant_id = '1'");
            assertThat(ward.examine().of(TenantCheck.STANDING_SETTING))
                    .extracting(finding ->
                            finding.subject() + ": " + finding.cause().replaceAll(".* begin", "begin"))
                    .containsExactlyInAnyOrder(
                            "holdfast.actor: begin with it, so what nobody said counts as said",
                            "holdfast.inline_projections: begin with it, so appends pass that run none of the inline"
                                    + " projections in force");
        }
    }
}
