package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Clinic.A;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A blind index of 8 bits over 2,000 phone numbers, of which each hash has about eight. */
@PostgresTest(template = Clinic.class)
class TruncatedTest {

    private static final int ROWS = 2_000;

    private final JdbiTenantScope a;
    private final Tamper tamper;

    TruncatedTest(TestDatabase database) {
        this.a = Clinic.holdfast(database).tenant(A);
        this.tamper = new Tamper(database);
    }

    @BeforeEach
    void patients() {
        tamper.empty();
        a.insertInto(PATIENTS)
                .rows(IntStream.range(0, ROWS).boxed().toList(), (row, i) -> row.set(PATIENTS.id, new UUID(0, i))
                        .set(PATIENTS.ward, i % 2 == 0 ? "even" : "odd")
                        .set(PATIENTS.email, i + "@example.org")
                        .set(PATIENTS.phone, String.valueOf(1000 + i)))
                .execute();
    }

    private BoundSelect found(int number) {
        return a.from(PATIENTS).where(PATIENTS.phoneIndex.eq(String.valueOf(1000 + number)));
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("patients.phone_bidx keeps 8 bits")
                .hasMessageNotContaining("1007");
    }

    @Test
    @DisplayName("EN-12 what an 8-bit index finds too much is left out after decryption; counts are upper bounds")
    void selects() {
        long counted = 0;
        for (int i = 0; i < 100; i++) {
            assertThat(found(i).values(PATIENTS.id).list()).containsExactly(new UUID(0, i));
            assertThat(found(i).one().get(PATIENTS.phone)).isEqualTo(String.valueOf(1000 + i));
            counted += found(i).count();
        }
        assertThat(counted).as("what PostgreSQL found").isBetween(400L, 1_600L);
        assertThat(found(7).exists()).isTrue();
        int missing = 0;
        for (int i = ROWS; i < ROWS + 20; i++) {
            assertThat(found(i).findOne()).isEmpty();
            missing += found(i).exists() ? 1 : 0;
        }
        assertThat(missing).as("exists() tells of others").isPositive();
    }

    @Test
    @DisplayName("EN-12 limit, one and stream count what is meant")
    void limits() {
        assertThat(found(7).limit(1).list()).hasSize(1);
        assertThat(found(7).limit(0).list()).isEmpty();
        assertThat(found(7).orderBy(PATIENTS.ward.asc()).limit(3).list()).hasSize(1);
        List<String> numbers =
                IntStream.range(0, 50).mapToObj(i -> String.valueOf(1000 + i)).toList();
        var many = a.from(PATIENTS).where(PATIENTS.phoneIndex.oneOf(numbers)).orderBy(PATIENTS.id.asc());
        assertThat(many.values(PATIENTS.id).list())
                .isEqualTo(IntStream.range(0, 50).mapToObj(i -> new UUID(0, i)).toList());
        assertThat(many.limit(7).values(PATIENTS.id).list())
                .isEqualTo(IntStream.range(0, 7).mapToObj(i -> new UUID(0, i)).toList());
        assertThatThrownBy(many::one).isInstanceOf(TooManyRowsException.class);
        try (var rows = many.limit(7).stream()) {
            assertThat(rows).hasSize(7);
        }
        try (var rows = many.stream()) {
            assertThat(rows.map(row -> row.get(PATIENTS.id)).toList()).hasSize(50);
        }
        assertThat(found(7).where(PATIENTS.ward.eq("even")).list()).isEmpty();
        List<Row> inside = a.inTransaction(tx -> tx.from(PATIENTS)
                .where(PATIENTS.phoneIndex.eq("1007").and(PATIENTS.ward.eq("odd")))
                .limit(5)
                .list());
        assertThat(inside).hasSize(1);
    }

    @Test
    @DisplayName("EN-12 where rows can't be compared again, a truncated index is refused")
    void refusals() {
        var phone = PATIENTS.phoneIndex.eq("1007");
        refused(() -> found(7).offset(1).list());
        refused(() -> found(7).orderBy(PATIENTS.id.asc()).limit(2).page());
        refused(() -> a.from(PATIENTS).where(phone.or(PATIENTS.ward.eq("x"))).list());
        refused(() -> a.from(PATIENTS).where(phone.not()).list());
        refused(() -> a.update(PATIENTS).set(PATIENTS.ward, "x").where(phone).execute());
        refused(() -> a.deleteFrom(PATIENTS).where(phone).execute());
        refused(() -> a.from(PATIENTS)
                .where(PATIENTS.id.oneOf(Select.from(PATIENTS).where(phone).values(PATIENTS.id)))
                .list());
        refused(() ->
                a.from(PATIENTS).select(PATIENTS.ward).distinct().where(phone).list());
    }
}
