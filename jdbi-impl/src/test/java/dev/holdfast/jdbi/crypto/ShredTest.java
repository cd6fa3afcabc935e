package dev.holdfast.jdbi.crypto;

import static dev.holdfast.jdbi.crypto.People.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.Scope;
import dev.holdfast.Session;
import dev.holdfast.TenantScope;
import dev.holdfast.Transaction;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** People and tenants who are forgotten. */
@PostgresTest(template = Club.class)
class ShredTest {

    static Decrypted<String> email(TenantScope scope, UUID id) {
        return scope.from(PEOPLE.withDeleted())
                .select(PEOPLE.email.decrypted())
                .where(PEOPLE.id.eq(id))
                .one()
                .get(PEOPLE.email.decrypted());
    }

    @Test
    @DisplayName("EN-19 a shredded person is unreadable in live and deleted rows and in a backup; others stay")
    void aPersonIsForgotten(TestDatabase database) {
        TenantScope scope = Club.scope(database, Club.node(database));
        UUID ada = Club.person(scope, "ada@example.org");
        UUID bob = Club.person(scope, "bob@example.org");
        UUID gone = Club.person(scope, "gone@example.org");
        scope.deleteFrom(PEOPLE).where(PEOPLE.id.eq(gone)).execute();
        String backup = "backup_" + ada.toString().substring(0, 8);
        Sql.run(database.superuserDataSource(), "create table " + backup + " as select * from people");

        assertThat(scope.keys().shredSubject(ada)).isEqualTo(1);
        assertThat(scope.keys().shredSubject(gone)).isEqualTo(1);
        assertThat(scope.keys().shredSubject(ada)).isZero();

        assertThat(email(scope, ada)).isInstanceOf(Decrypted.Shredded.class);
        assertThat(email(scope, gone)).isInstanceOf(Decrypted.Shredded.class);
        assertThat(email(scope, bob).orElseThrow()).isEqualTo("bob@example.org");
        assertThat(scope.from(PEOPLE)
                        .where(PEOPLE.emailIndex.eq("ada@example.org"))
                        .exists())
                .isFalse();
        assertThat(Sql.column(
                        database.superuserDataSource(),
                        "select id from people where (email_bidx is null and both_bidx is null and room_bidx is not null)"
                                + " and id in ('" + ada + "', '" + bob + "', '" + gone + "')"))
                .containsExactlyInAnyOrder(ada.toString(), gone.toString());
        assertThat(scope.from(PEOPLE).where(PEOPLE.roomIndex.eq("12")).list())
                .hasSize(2)
                .allMatch(row -> "12".equals(row.get(PEOPLE.room)));

        Sql.run(
                database.superuserDataSource(),
                "update people as p set email = b.email, email_bidx = b.email_bidx from " + backup
                        + " as b where b.id = p.id and p.id = '" + ada + "'");
        TenantScope fresh = Club.node(database).tenant(tenantOf(scope));
        assertThat(email(fresh, ada)).isInstanceOf(Decrypted.Shredded.class);
        assertThatThrownBy(() -> fresh.update(PEOPLE)
                        .set(PEOPLE.email, "again@example.org")
                        .set(PEOPLE.room, "13")
                        .where(PEOPLE.id.eq(ada))
                        .execute())
                .isInstanceOf(ShreddedException.class);
        assertThatThrownBy(() -> fresh.keys().promote(ada)).isInstanceOf(ShreddedException.class);
        assertThat(fresh.keys().list().stream().filter(key -> key.subject().equals(ada.toString())))
                .allMatch(key ->
                        key.state() == KeyState.SHREDDED && key.wrappingKey().isEmpty());
        fresh.keys().promote();
        ReencryptionReport report = fresh.reencrypt(PEOPLE).execute();
        assertThat(report.unreadable()).isEqualTo(2);
        assertThat(report.left()).isZero();
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select email_bidx is not null from people where id = '" + bob + "'"))
                .isEqualTo("t");
    }

    private static long tenantOf(TenantScope scope) {
        return Long.parseLong(scope.keys().list().get(0).tenant());
    }

    @Test
    @DisplayName("EN-20 a node that had the key forgets it within the time that it keeps keys")
    void anotherNodeForgets(TestDatabase database) {
        Duration life = Duration.ofMillis(700);
        JdbiHoldfast here = Club.node(database);
        long tenant = Wards.tenant(database);
        TenantScope there = Club.node(database, Encryption.with(Clinic.KEYRING).keysKeptFor(life), Club.BEFORE)
                .tenant(tenant);
        TenantScope scope = here.tenant(tenant);
        UUID ada = Club.person(scope, "ada@example.org");
        assertThat(email(there, ada).orNull()).isEqualTo("ada@example.org");
        scope.keys().shredSubject(ada);
        long shredded = System.nanoTime();
        assertThat(email(scope, ada)).isInstanceOf(Decrypted.Shredded.class);
        while (System.nanoTime() - shredded < life.toNanos()) {
            email(there, ada); // reading doesn't prolong it
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(email(there, ada)).isInstanceOf(Decrypted.Shredded.class);
        assertThatThrownBy(() -> there.update(PEOPLE)
                        .set(PEOPLE.email, "again@example.org")
                        .set(PEOPLE.room, "13")
                        .where(PEOPLE.id.eq(ada))
                        .execute())
                .isInstanceOf(ShreddedException.class);
    }

    @Test
    @DisplayName(
            "EN-20 what a node wrote by a key that it hadn't forgotten is unreadable, and its hash goes with the next call")
    void whatWasWrittenMeanwhileIsForgottenToo(TestDatabase database) {
        JdbiHoldfast here = Club.node(database);
        long tenant = Wards.tenant(database);
        TenantScope there = Club.node(database).tenant(tenant);
        TenantScope scope = here.tenant(tenant);
        UUID ada = Club.person(there, "ada@example.org");
        assertThat(email(there, ada).orNull()).isEqualTo("ada@example.org");
        scope.keys().shredSubject(ada);
        there.update(PEOPLE)
                .set(PEOPLE.email, "late@example.org")
                .set(PEOPLE.room, "12")
                .where(PEOPLE.id.eq(ada))
                .execute();
        String hashes = "select count(email_bidx) + count(both_bidx) from people where id = '" + ada + "'";
        assertThat(Sql.one(database.superuserDataSource(), hashes)).isEqualTo("2");
        assertThat(email(scope, ada)).isInstanceOf(Decrypted.Shredded.class);
        assertThat(scope.from(PEOPLE)
                        .where(PEOPLE.emailIndex.eq("late@example.org"))
                        .select(PEOPLE.id)
                        .list())
                .isEmpty();
        assertThat(scope.keys().shredSubject(ada)).isZero();
        assertThat(Sql.one(database.superuserDataSource(), hashes)).isEqualTo("0");
    }

    @Test
    @DisplayName("EN-19 a shredded tenant is unreadable, with all its people, and nobody else is")
    void aTenantIsForgotten(TestDatabase database) {
        JdbiHoldfast node = Club.node(database);
        long gone = Wards.tenant(database);
        TenantScope stays = Club.scope(database, node);
        UUID ada = Club.person(node.tenant(gone), "ada@example.org");
        UUID bob = Club.person(stays, "bob@example.org");
        // the tenant's own key, two indexes' and one more, and the person's
        assertThat(node.acrossTenants("asked to").keys().shredTenant(gone)).isEqualTo(5);
        assertThat(node.acrossTenants("asked to").keys().shredTenant(gone)).isZero();
        assertThat(email(node.tenant(gone), ada)).isInstanceOf(Decrypted.Shredded.class);
        assertThat(email(stays, bob).orNull()).isEqualTo("bob@example.org");
        assertThatThrownBy(() -> Club.person(node.tenant(gone), "new@example.org"))
                .isInstanceOf(ShreddedException.class);
        assertThatThrownBy(() -> node.tenant(gone).keys().promote()).isInstanceOf(ShreddedException.class);
    }

    @Test
    @DisplayName("a tenant that isn't registered and never had a key is refused, and may come later")
    void aTenantThatNobodyKnows(TestDatabase database) {
        JdbiHoldfast node = Club.node(database);
        long unknown = 4_711;
        assertThatThrownBy(() -> node.acrossTenants("typo").keys().shredTenant(unknown))
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("Tenant 4711 isn't registered and has no data key")
                .hasMessageContaining("Nothing was shredded");
        node.acrossTenants("a customer").tenants().create(unknown, "Late");
        UUID ada = Club.person(node.tenant(unknown), "ada@example.org");
        assertThat(email(node.tenant(unknown), ada).orNull()).isEqualTo("ada@example.org");
        long keyless = 4_712;
        node.acrossTenants("a customer").tenants().create(keyless, "Keyless");
        assertThat(node.acrossTenants("left at once").keys().shredTenant(keyless))
                .isZero();
        assertThatThrownBy(() -> Club.person(node.tenant(keyless), "ada@example.org"))
                .isInstanceOf(ShreddedException.class);
    }

    @Test
    @DisplayName("a tenant that isn't registered any more is shredded while a key of it is there")
    void aTenantThatWasRegistered(TestDatabase database) {
        JdbiHoldfast node = Club.node(database);
        long gone = Wards.tenant(database);
        UUID ada = Club.person(node.tenant(gone), "ada@example.org");
        Sql.run(
                database.superuserDataSource(),
                "alter table people drop constraint people_tenant_fkey; delete from holdfast.tenants where id = "
                        + gone);
        assertThat(node.acrossTenants("asked to").keys().shredTenant(gone)).isPositive();
        assertThat(node.acrossTenants("asked to").keys().shredTenant(gone)).isZero();
        assertThat(email(node.tenant(gone), ada)).isInstanceOf(Decrypted.Shredded.class);
    }

    @Test
    void aStoreTakesPartInTheSameTransaction(TestDatabase database) {
        Recording store = new Recording();
        JdbiHoldfast node = Club.node(database, Encryption.with(Clinic.KEYRING), Club.BEFORE, store);
        TenantScope scope = Club.scope(database, node);
        UUID ada = Club.person(scope, "ada@example.org");
        store.fails = true;
        assertThatThrownBy(() -> scope.keys().shredSubject(ada)).hasMessage("the archive is closed");
        assertThat(email(scope, ada).orNull()).isEqualTo("ada@example.org");
        assertThat(scope.from(PEOPLE)
                        .where(PEOPLE.emailIndex.eq("ada@example.org"))
                        .exists())
                .isTrue();
        store.fails = false;
        scope.keys().shredSubject(ada);
        assertThat(store.shredded).containsExactly(ada.toString());
        long key = Wards.dataKey(scope, "", KeyState.ACTIVE).id();
        assertThat(scope.keys().uses(key)).isEqualTo(1 + 1000);
        assertThat(scope.keys().reencryptStores(progress -> {})).isEqualTo(new ReencryptionReport(3, 2, 1, 0));
    }

    @Test
    void aNameThatNobodyCanHaveIsRefused(TestDatabase database) {
        TenantScope scope = Club.scope(database, Club.node(database));
        for (Object odd : new Object[] {5L, "ada", "", UUID.randomUUID().toString()}) {
            assertThatThrownBy(() -> scope.keys().shredSubject(odd))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("people.id");
        }
        assertThat(scope.keys().list()).isEmpty();
    }

    private static final class Recording implements PersonalDataStore {

        private final List<String> shredded = new ArrayList<>();
        private boolean fails;

        @Override
        public String name() {
            return "archive";
        }

        @Override
        public long uses(Session session, long keyId) {
            return 1000;
        }

        @Override
        public ReencryptionReport reencrypt(Scope scope, Consumer<? super ReencryptionProgress> listener) {
            return new ReencryptionReport(3, 2, 1, 0);
        }

        @Override
        public void subjectShredded(Transaction transaction, String subject) {
            if (fails) {
                throw new IllegalStateException("the archive is closed");
            }
            shredded.add(subject);
        }
    }
}
