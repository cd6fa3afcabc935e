package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Clinic.B;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Chain;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Clinic.class)
class BlindIndexTest {

    private static final LocalDate DAY = LocalDate.of(1990, 1, 2);

    private final TestDatabase database;
    private final JdbiTenantScope a;
    private final JdbiTenantScope b;

    BlindIndexTest(TestDatabase database) {
        this.database = database;
        JdbiHoldfast holdfast = Clinic.holdfast(database);
        this.a = holdfast.tenant(A);
        this.b = holdfast.tenant(B);
    }

    @BeforeEach
    void nobody() {
        new Tamper(database).empty();
    }

    private static UUID patient(JdbiTenantScope scope, String email, @Nullable String phone, @Nullable LocalDate born) {
        UUID id = UUID.randomUUID();
        scope.insertInto(PATIENTS, row -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "west")
                        .set(PATIENTS.email, email)
                        .set(PATIENTS.phone, phone)
                        .set(PATIENTS.born, born))
                .execute();
        return id;
    }

    private List<@Nullable String> all(String column) {
        return Sql.column(
                database.superuserDataSource(),
                "select encode(" + column + ", 'hex') from patients where " + column + " is not null");
    }

    @Test
    @DisplayName("EN-10 one value in two columns, two tenants or two indexes has different index values")
    void keysOfTheirOwn() {
        patient(a, "123456", "123456", DAY);
        patient(b, "123456", "123456", DAY);

        var values = new HashSet<@Nullable String>();
        List<String> columns = List.of("email_bidx", "phone_born_bidx");
        columns.forEach(column -> values.addAll(all(column)));
        assertThat(values).hasSize(4).doesNotContainNull().allMatch(hash -> hash.length() == 64);
        assertThat(all("phone_bidx")).hasSize(2).allMatch(hash -> hash.length() == 2);
        assertThat(Sql.column(
                        database.superuserDataSource(),
                        "select distinct tenant || purpose from holdfast.data_keys where purpose like 'index:%'"))
                .hasSize(6);
        assertThat(a.from(PATIENTS).where(PATIENTS.emailIndex.eq("123456")).count())
                .isEqualTo(1);
    }

    @Test
    void findsEqualValuesOfTheTenantAndNothingElse() {
        UUID ann = patient(a, " Ann@Example.org", "030 123-4567", DAY);
        UUID bob = patient(a, "bob@example.org", null, DAY);
        patient(b, "ann@example.org", "0301234567", DAY);

        assertThat(ids(a, "ANN@example.ORG ")).containsExactly(ann);
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.oneOf(List.of("ann@example.org", "bob@example.org", "x")))
                        .values(PATIENTS.id)
                        .list())
                .containsExactlyInAnyOrder(ann, bob);
        assertThat(a.from(PATIENTS).where(PATIENTS.emailIndex.oneOf(List.of())).list())
                .isEmpty();
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.phoneAndBirth.eq("0301234567", DAY))
                        .values(PATIENTS.id)
                        .list())
                .containsExactly(ann);
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.phoneAndBirth.eq("0301234567", DAY.plusDays(1)))
                        .exists())
                .isFalse();
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.phone.isNull())
                        .values(PATIENTS.id)
                        .list())
                .containsExactly(bob);
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("ann@example.org").or(PATIENTS.emailIndex.eq("bob@example.org")))
                        .list())
                .hasSize(2);
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.eq("ann@example.org").not())
                        .values(PATIENTS.id)
                        .list())
                .containsExactly(bob);
        assertThat(a.update(PATIENTS)
                        .set(PATIENTS.ward, "east")
                        .where(PATIENTS.emailIndex.eq("ann@example.org"))
                        .execute())
                .isEqualTo(1);
    }

    private static List<UUID> ids(JdbiTenantScope scope, String email) {
        return scope.from(PATIENTS)
                .where(PATIENTS.emailIndex.eq(email))
                .values(PATIENTS.id)
                .list();
    }

    @Test
    void isUniqueAmongTheLivingOfATenant() {
        UUID ann = patient(a, "ann@example.org", null, null);
        patient(b, "ann@example.org", null, null);
        assertThatThrownBy(() -> patient(a, "ANN@example.org", null, null))
                .isInstanceOf(UniqueViolationException.class)
                .satisfies(e -> assertThat(Chain.text(e)).doesNotContainIgnoringCase("ann@example.org"));
        a.deleteFrom(PATIENTS).where(PATIENTS.id.eq(ann)).execute();
        patient(a, "Ann@example.org", null, null);
        assertThat(a.from(PATIENTS.withDeleted())
                        .where(PATIENTS.emailIndex.eq("ann@example.org"))
                        .list())
                .hasSize(2);
    }

    @Test
    void followsTheValue() {
        UUID ann = patient(a, "ann@example.org", "1", DAY);
        a.update(PATIENTS)
                .set(PATIENTS.email, "new@example.org")
                .where(PATIENTS.id.eq(ann))
                .execute();
        assertThat(ids(a, "ann@example.org")).isEmpty();
        assertThat(ids(a, "new@example.org")).containsExactly(ann);
        assertThatThrownBy(() -> a.update(PATIENTS)
                        .set(PATIENTS.phone, null)
                        .set(PATIENTS.born, DAY)
                        .where(PATIENTS.ward.eq("west"))
                        .execute())
                .hasMessageContaining("patients.born is encrypted for its row, and the row's id isn't known");
        assertThat(a.update(PATIENTS)
                        .set(PATIENTS.phone, null)
                        .set(PATIENTS.born, null)
                        .where(PATIENTS.ward.eq("west"))
                        .execute())
                .as("nothing to encrypt, so nothing to know")
                .isEqualTo(1);
        assertThat(all("phone_born_bidx")).isEmpty();
        assertThat(a.from(PATIENTS).where(PATIENTS.phone.isNull()).count()).isEqualTo(1);
    }

    @Test
    void withoutAKeyASearchFindsNothingAndMakesNone() {
        Sql.run(database.superuserDataSource(), "insert into holdfast.tenants (id, name) values (77, 'T')");
        JdbiTenantScope fresh = Clinic.holdfast(database).tenant(77);
        assertThat(ids(fresh, "ann@example.org")).isEmpty();
        assertThat(Sql.one(
                        database.superuserDataSource(), "select count(*) from holdfast.data_keys where tenant = '77'"))
                .isEqualTo("0");
    }

    @Test
    void thousandsAreFoundByOneList() {
        List<UUID> ids = IntStream.range(0, 2_000).mapToObj(i -> new UUID(7, i)).toList();
        a.insertInto(PATIENTS)
                .rows(ids, (row, id) -> row.set(PATIENTS.id, id)
                        .set(PATIENTS.ward, "x")
                        .set(PATIENTS.email, id + "@example.org"))
                .execute();
        assertThat(a.from(PATIENTS)
                        .where(PATIENTS.emailIndex.oneOf(ids.subList(0, 1_500).stream()
                                .map(id -> id + "@EXAMPLE.org")
                                .toList()))
                        .list())
                .hasSize(1_500);
    }
}
