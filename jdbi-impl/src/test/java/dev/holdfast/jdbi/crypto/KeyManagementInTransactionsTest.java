package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.People.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Isolation;
import dev.holdfast.Session;
import dev.holdfast.TransactionOptions;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.UnboundTransactions;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Keys that are made within transactions, and what becomes of them when those are undone. */
@PostgresTest(template = Club.class)
class KeyManagementInTransactionsTest {

    private static UUID add(Session session, String email) {
        UUID id = UUID.randomUUID();
        session.insertInto(
                        PEOPLE,
                        row -> row.set(PEOPLE.id, id).set(PEOPLE.email, email).set(PEOPLE.room, "1"))
                .execute();
        return id;
    }

    /** By a node that remembers nothing. */
    private static void requireAllReadable(TestDatabase database, long tenant, int count) {
        var read = Club.node(database).tenant(tenant).from(PEOPLE).list();
        assertThat(read)
                .hasSize(count)
                .allMatch(row -> row.get(PEOPLE.email) != null && "1".equals(row.get(PEOPLE.room)));
    }

    @Test
    void aKeyThatWasRolledBackIsNotUsedAgain(TestDatabase database) {
        long tenant = Wards.tenant(database);
        JdbiTenantScope scope = Club.node(database).tenant(tenant);
        scope.useTransaction(tx -> {
            add(tx, "undone@example.org");
            add(tx, "undone2@example.org");
            assertThat(tx.from(PEOPLE).list()).hasSize(2).allMatch(row -> row.get(PEOPLE.room) != null);
            tx.rollbackOnly();
        });
        add(scope, "stays@example.org");
        scope.useTransaction(tx -> {
            UUID id = UUID.randomUUID();
            assertThatThrownBy(() -> tx.useTransaction(inner -> {
                        inner.insertInto(PEOPLE, row -> row.set(PEOPLE.id, id).set(PEOPLE.email, "x@example.org"))
                                .execute();
                        inner.from(PEOPLE).list();
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            tx.insertInto(PEOPLE, row -> row.set(PEOPLE.id, id)
                            .set(PEOPLE.email, "x@example.org")
                            .set(PEOPLE.room, "1"))
                    .execute();
        });
        add(scope, "last@example.org");
        requireAllReadable(database, tenant, 3);
    }

    @Test
    void aKeyOfSomebodysTransactionIsNotRememberedBeforeItsEnd(TestDatabase database) {
        long tenant = Wards.tenant(database);
        JdbiTenantScope scope = Club.node(database).tenant(tenant);
        Jdbi jdbi = Jdbi.create(database.applicationDataSource());
        try (Handle handle = jdbi.open()) {
            handle.begin();
            scope.joining(handle, tx -> add(tx, "one@example.org"));
            scope.joining(handle, tx -> add(tx, "two@example.org"));
            scope.joining(handle, tx -> tx.from(PEOPLE).list());
            handle.rollback();
        }
        add(scope, "stays@example.org");
        requireAllReadable(database, tenant, 1);
    }

    @Test
    void aSurroundingTransactionThatIsUndoneTakesNoKeyAlong(TestDatabase database) {
        long tenant = Wards.tenant(database);
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiTenantScope scope = joining(pool, tenant);
            TransactionTemplate spring = new TransactionTemplate(new DataSourceTransactionManager(pool));
            spring.executeWithoutResult(status -> {
                add(scope, "one@example.org");
                add(scope, "two@example.org");
                scope.from(PEOPLE).list();
                status.setRollbackOnly();
            });
            add(scope, "stays@example.org");
        }
        requireAllReadable(database, tenant, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"REPEATABLE_READ", "SERIALIZABLE"})
    void aKeyIsMadeBesideATransactionThatSeesThePast(Isolation isolation, TestDatabase database) {
        long tenant = Wards.tenant(database);
        JdbiTenantScope scope = Club.node(database).tenant(tenant);
        TransactionOptions options = TransactionOptions.defaults().isolation(isolation);
        scope.useTransaction(options, tx -> {
            add(tx, "undone@example.org");
            tx.rollbackOnly();
        });
        scope.useTransaction(options, tx -> {
            UUID id = add(tx, "stays@example.org");
            assertThat(tx.from(PEOPLE).where(PEOPLE.id.eq(id)).one().get(PEOPLE.email))
                    .isEqualTo("stays@example.org");
        });
        requireAllReadable(database, tenant, 1);
    }

    @Test
    void inSomebodysTransactionThatSeesThePastAMissingKeyIsRefused(TestDatabase database) {
        long tenant = Wards.tenant(database);
        try (HikariDataSource pool = Pools.ofOne(database)) {
            JdbiTenantScope scope = joining(pool, tenant);
            TransactionTemplate spring = new TransactionTemplate(new DataSourceTransactionManager(pool));
            spring.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
            assertThatThrownBy(() -> spring.executeWithoutResult(status -> add(scope, "one@example.org")))
                    .isInstanceOf(EncryptionException.class)
                    .hasMessageContaining("READ COMMITTED");
        }
    }

    @Test
    void aTransactionThatSeesThePastDoesNotBringAShreddedKeyBack(TestDatabase database) {
        long tenant = Wards.tenant(database);
        JdbiTenantScope here = Club.node(database).tenant(tenant);
        JdbiTenantScope there = Club.node(database).tenant(tenant);
        UUID ada = add(here, "ada@example.org");
        there.useTransaction(TransactionOptions.defaults().isolation(Isolation.REPEATABLE_READ), tx -> {
            tx.from(PEOPLE).select(PEOPLE.id).list();
            here.keys().shredSubject(ada);
            assertThat(tx.from(PEOPLE).one().get(PEOPLE.email.decrypted())).isInstanceOf(Decrypted.Shredded.class);
        });
        assertThat(there.from(PEOPLE).one().get(PEOPLE.email.decrypted())).isInstanceOf(Decrypted.Shredded.class);
    }

    private static JdbiTenantScope joining(HikariDataSource pool, long tenant) {
        return JdbiHoldfast.builder(new TransactionAwareDataSourceProxy(pool))
                .schema(PEOPLE)
                .encryption(Encryption.with(Clinic.KEYRING))
                .surroundingTransactions(new UnboundTransactions())
                .build()
                .tenant(tenant);
    }
}
