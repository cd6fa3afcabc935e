package dev.holdfast.spring;

import static dev.holdfast.spring.Notes.A;
import static dev.holdfast.spring.Notes.B;
import static dev.holdfast.spring.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_NESTED;

import dev.holdfast.testkit.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.NestedTransactionNotSupportedException;

/** JpaTransactionManager over Hibernate. */
class JpaTransactionsTest extends TransactionTrials {

    JpaTransactionsTest(TestDatabase database) {
        super(Kind.JPA, database);
    }

    @Test
    @DisplayName("TN-34 entities are the tenant's, beside JdbcClient and the DSL in one transaction")
    void entities() {
        EntityManager entities = app.entityManager();
        Notes.add(app.b, "theirs");
        app.in(
                app.a,
                () -> app.tx(() -> {
                    NoteEntity entity = new NoteEntity(A, "entity");
                    entities.persist(entity);
                    entities.flush();
                    Notes.add(app.a, "row");
                    assertThat(app.texts()).containsExactly("entity", "row");
                    assertThat(entities.createQuery("select n.text from NoteEntity n order by n.text", String.class)
                                    .getResultList())
                            .containsExactly("entity", "row");
                    assertThat(app.a
                                    .from(NOTES)
                                    .where(NOTES.id.eq(entity.id()))
                                    .one()
                                    .get(NOTES.text))
                            .isEqualTo(entity.text());
                }));
        assertThat(app.stored(app.a)).containsExactly("entity", "row");
    }

    @Test
    @DisplayName("an entity of another tenant, and a swallowed error of Hibernate's, roll the whole back and come out")
    void refusedEntities() {
        EntityManager entities = app.entityManager();
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "lost");
                            entities.persist(new NoteEntity(B, "foreign")); // sent by the flush of the commit
                        })))
                .isInstanceOf(RuntimeException.class);
        app.assertNothingLeft();
        assertThatThrownBy(() -> app.in(
                        app.a,
                        () -> app.tx(() -> {
                            app.insert(A, "lost");
                            assertThat(catchThrowable(() -> entities.createNativeQuery("select 1/0")
                                            .getSingleResult()))
                                    .isInstanceOf(PersistenceException.class);
                        })))
                .isInstanceOf(RuntimeException.class);
        assertThat(app.stored(app.a)).isEmpty();
    }

    @Test
    @DisplayName("NESTED is refused by JPA, and leaves the transaction as it is")
    void nested() {
        app.in(
                app.a,
                () -> app.tx(() -> {
                    app.insert(A, "kept");
                    assertThatThrownBy(() -> app.tx(PROPAGATION_NESTED, () -> {}))
                            .isInstanceOf(NestedTransactionNotSupportedException.class);
                    Notes.add(app.a, "and this");
                }));
        assertThat(app.stored(app.a)).containsExactly("and this", "kept");
    }
}
