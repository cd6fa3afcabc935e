package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The doctor")
@PostgresTest(template = Shop.class)
class DoctorTest {

    @Test
    @DisplayName("gives a clean bill for what the schema's own changelog and enableTenancy made")
    void cleanBill(TestDatabase database) throws SQLException {
        try (Connection application = database.applicationDataSource().getConnection()) {
            Diagnosis diagnosis = Doctors.of(Shop.SCHEMA).examine(application);
            assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
            assertThat(diagnosis.tables()).isEqualTo(3);
            assertThat(diagnosis).hasToString("3 tables, nothing to mend");
        }
    }

    @Test
    @DisplayName("only reads, and leaves connection and transaction to the caller")
    void readsOnly(TestDatabase database) throws SQLException {
        try (Connection application = database.applicationDataSource().getConnection()) {
            application.setAutoCommit(false);
            application.setReadOnly(true);
            Shop.execute(application, "set local application_name = 'still the same transaction'");
            assertThat(Doctors.of(Shop.SCHEMA).examine(application).isClean()).isTrue();
            assertThat(application.isClosed()).isFalse();
            assertThat(application.getAutoCommit()).isFalse();
            try (var row = application.createStatement().executeQuery("show application_name")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("still the same transaction");
            }
            application.rollback();
        }
    }

    @Test
    @DisplayName("asks as often for one table as for three")
    void roundTrips(TestDatabase database) throws SQLException {
        try (RoundTrips trips = RoundTrips.before(database)) {
            try (Connection application = trips.applicationDataSource().getConnection()) {
                Doctor one = Doctors.of(dev.holdfast.table.Schema.of(Shop.CURRENCIES));
                Doctor three = Doctors.of(Shop.SCHEMA);
                one.examine(application);
                three.examine(application);
                trips.reset();
                one.examine(application);
                int forOne = trips.count();
                trips.reset();
                three.examine(application);
                assertThat(trips.count()).isEqualTo(forOne).isLessThanOrEqualTo(12);
            }
        }
    }

    @Test
    @DisplayName("says what PostgreSQL says where it can't read")
    void failedTransaction(TestDatabase database) throws SQLException {
        try (Connection application = database.applicationDataSource().getConnection()) {
            application.setAutoCommit(false);
            assertThatThrownBy(() -> Shop.execute(application, "select 1 / 0")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> Doctors.of(Shop.SCHEMA).examine(application))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            application.rollback();
        }
    }

    @Test
    @DisplayName("sorts by subject, then by check, and mends one after the other")
    void several(TestDatabase database) throws SQLException {
        try (Ward ward = Ward.open(database)) {
            ward.owner(
                    "alter table orders no force row level security, disable row level security",
                    "grant truncate on orders to public",
                    "alter table customers disable row level security",
                    "drop table currencies");
            Diagnosis diagnosis = ward.examine();
            assertThat(diagnosis.findings())
                    .extracting(finding -> finding.subject() + " " + finding.check())
                    .containsExactly(
                            "currencies MISSING",
                            "customers RLS_DISABLED",
                            "public.orders RLS_DISABLED",
                            "public.orders RLS_NOT_FORCED",
                            "public.orders TRUNCATE_GRANTED");
            assertThat(diagnosis.findings().get(0).fix())
                    .isEqualTo(
                            "run what diagnosis.toChangelog(author) writes; where no table is there yet, Changelog.of(schema, author)");
            for (Finding finding : diagnosis.findings()) {
                if (finding.check() != TableCheck.MISSING) {
                    ward.owner(finding.fix());
                }
            }
            assertThat(ward.examine().findings()).extracting(Finding::check).containsExactly(TableCheck.MISSING);
        }
    }
}
