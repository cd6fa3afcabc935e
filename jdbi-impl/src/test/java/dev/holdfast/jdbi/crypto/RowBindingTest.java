package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.People.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.query.OnConflict;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Changes of what values are encrypted for. */
@PostgresTest(template = Clinic.class)
class RowBindingTest {

    private static final OrderedExpression<UUID> SOMEBODY =
            PlainSql.expression(SqlTypes.UUID, "somebody", "gen_random_uuid()");

    @Test
    @DisplayName(
            "an update that has PostgreSQL compute the subject is refused: the value would be under the old one's key")
    void aComputedSubjectIsRefused(TestDatabase database) {
        TenantScope scope = Wards.scope(database);
        UUID ada = Clinic.patient(scope, "ada@example.org");
        Wards.letter(scope, ada, "Dear Ada");
        assertThatThrownBy(() -> scope.update(LETTERS)
                        .setTo(LETTERS.patientId, SOMEBODY)
                        .set(LETTERS.body, "Dear somebody")
                        .where(LETTERS.patientId.eq(ada))
                        .execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("patient_id isn't known: set it to a value");
    }

    @Test
    @DisplayName("an upsert changes no subject and no key below a value that was encrypted for it")
    void anUpsertLeavesNoValueBehind(TestDatabase database) {
        TenantScope scope = Wards.scope(database);
        UUID ada = Clinic.patient(scope, "ada@example.org");
        UUID bob = Clinic.patient(scope, "bob@example.org");
        Wards.letter(scope, ada, "Dear Ada");
        long letter = scope.from(LETTERS).select(LETTERS.id).one().get(LETTERS.id);
        for (OnConflict action : new OnConflict[] {
            OnConflict.on(LETTERS.id).update(LETTERS.patientId),
            OnConflict.on(LETTERS.id).setTo(LETTERS.patientId, SOMEBODY),
            OnConflict.on(LETTERS.id).setTo(LETTERS.patientId, SOMEBODY).update(LETTERS.body)
        }) {
            assertThatThrownBy(() -> upsert(scope, letter, bob, action))
                    .isInstanceOf(StatementException.class)
                    .hasMessageContaining("letters.");
        }
        assertThatThrownBy(() -> scope.insertInto(
                                PEOPLE, row -> row.set(PEOPLE.id, bob).set(PEOPLE.email, "ada@example.org"))
                        .onConflict(OnConflict.on(PEOPLE.emailIndex).update(PEOPLE.id))
                        .toSql())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("people.id can't change alone");
        upsert(scope, letter, bob, OnConflict.on(LETTERS.id).update(LETTERS.patientId, LETTERS.body));
        assertThat(scope.from(LETTERS).map(row -> row.get(LETTERS.body)).list()).containsExactly("Dear Bob");
    }

    private static void upsert(TenantScope scope, long letter, UUID patient, OnConflict action) {
        scope.insertInto(LETTERS, row -> row.set(LETTERS.id, letter)
                        .set(LETTERS.patientId, patient)
                        .set(LETTERS.body, "Dear Bob"))
                .onConflict(action)
                .execute();
    }
}
