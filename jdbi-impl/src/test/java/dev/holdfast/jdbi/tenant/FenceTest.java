package dev.holdfast.jdbi.tenant;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.error.NoRowException;
import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.attack.Way;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One tenant's attacks on another's rows, by every way in. */
@PostgresTest(template = Press.class)
class FenceTest {

    private final TestDatabase database;
    private final JdbiTenantScope a;
    private final JdbiTenantScope b;
    private UUID bob = UUID.randomUUID();

    FenceTest(TestDatabase database) {
        this.database = database;
        JdbiHoldfast holdfast = Press.holdfast(database);
        this.a = holdfast.tenant(A);
        this.b = holdfast.tenant(B);
    }

    @BeforeEach
    void oneAuthorInB() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
        bob = Press.author(b, "bob");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-6 the tenant of a row can't be changed, neither given away nor taken")
    void rowsDoNotMove(Way way) {
        UUID ann = Press.author(a, "ann");
        Throwable given = catchThrowable(() -> way.move(a, ann, B));
        if (way.isDsl()) {
            assertThat(given).isInstanceOf(StatementException.class).hasMessageContaining("never changes its tenant");
            assertThatThrownBy(() -> way.move(a, bob, A)).isInstanceOf(StatementException.class);
        } else {
            assertThat(SqlErrors.stateOf(given)).isEqualTo("42501");
            assertThat(way.move(a, bob, A)).isZero();
        }
        assertThat(way.names(a)).containsExactly("ann");
        assertThat(way.names(b)).containsExactly("bob");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-7 a row for another tenant is refused with 42501, and one without a tenant named is stamped")
    void noRowForOthers(Way way) {
        Throwable refused = catchThrowable(() -> way.insertFor(a, B, UUID.randomUUID(), "spy"));
        assertThat(refused).as("stored for another tenant").isNotNull();
        if (way.isDsl()) {
            assertThat(refused).isInstanceOf(StatementException.class);
        } else {
            assertThat(SqlErrors.stateOf(refused)).isEqualTo("42501");
        }
        UUID ann = UUID.randomUUID();
        assertThat(way.insert(a, ann, "ann", "ann@press.test")).isOne();
        assertThat(Sql.column(
                        database.acrossTenantsDataSource(), "select name || tenant_id from authors order by name"))
                .containsExactly("ann1", "bob2");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-8 a child of another tenant's parent is refused with 23503")
    void noLinkAcross(Way way) {
        Throwable refused = catchThrowable(() -> way.insertArticle(a, bob, "stolen"));
        assertThat(SqlErrors.stateOf(refused)).isEqualTo("23503");
        assertThat(way.insertArticle(b, bob, "own")).isOne();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-9 a value that another tenant has is free, and says nothing of the other")
    void uniqueWithinTheTenant(Way way) {
        assertThat(way.insert(a, UUID.randomUUID(), "bob", "bob@press.test")).isOne();
        Throwable twice = catchThrowable(() -> way.insert(a, UUID.randomUUID(), "bob", "bob@press.test"));
        assertThat(SqlErrors.stateOf(twice)).isEqualTo("23505");
        assertThat(way.insert(a, bob, "same key", "key@press.test"))
                .as("primary keys are per tenant too")
                .isOne();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-11 changing another's row changes nothing and says so")
    void silentDenialIsSaid(Way way) {
        assertThat(way.rename(a, bob, "owned")).isZero();
        assertThat(way.delete(a, bob)).isZero();
        assertThatThrownBy(() -> a.update(AUTHORS)
                        .set(AUTHORS.name, "owned")
                        .where(AUTHORS.id.eq(bob))
                        .expectOne())
                .isInstanceOf(NoRowException.class);
        assertThatThrownBy(() -> a.deleteFrom(AUTHORS).where(AUTHORS.id.eq(bob)).expectOne())
                .isInstanceOf(NoRowException.class);
        assertThatThrownBy(() -> a.update(AUTHORS)
                        .set(AUTHORS.name, "owned")
                        .where(AUTHORS.id.eq(bob))
                        .atVersion(1)
                        .execute())
                .as("nor does the version check say that the row is there")
                .isInstanceOf(NoRowException.class);
        assertThat(way.names(b)).containsExactly("bob");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-19 what is given as a tenant, an actor or a reason is a value, never SQL")
    void settingsAreBound(Way way) {
        String attack = "x', true); drop table articles; set holdfast.tenant_id = '2";
        JdbiTenantScope scope =
                a.actor(attack).because(attack).requestId(attack).metadata(attack, attack + "\"}'");
        assertThat(way.insert(scope, UUID.randomUUID(), "eve", "eve@press.test"))
                .isOne();
        assertThat(way.names(scope)).containsExactly("eve");
        assertThat(scope.<String>withHandle(h -> h.createQuery("select current_setting('holdfast.actor')")
                        .mapTo(String.class)
                        .one()))
                .isEqualTo(attack);
        assertThat(way.insertArticle(b, bob, "still there")).isOne();
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @EnumSource
    @DisplayName("TN-21 no setting opens the fence, whatever its name")
    void noBypassSetting(Way way) {
        for (String name :
                new String[] {"app.bypass", "holdfast.bypass", "holdfast.across_tenants", "app.bypass_rls"}) {
            assertThat(a.<Integer>withHandle(h -> {
                        h.execute("select set_config(?, 'on', true)", name);
                        return h.createQuery("select count(*) from authors")
                                .mapTo(Integer.class)
                                .one();
                    }))
                    .isZero();
        }
        Throwable off = catchThrowable(() -> a.useHandle(h -> {
            h.execute("set local row_security = off");
            h.createQuery("select count(*) from authors").mapTo(Integer.class).one();
        }));
        assertThat(SqlErrors.stateOf(off)).isEqualTo("42501");
        Throwable role = catchThrowable(() -> a.useHandle(h -> h.execute("set local role holdfast_across")));
        assertThat(SqlErrors.stateOf(role)).isEqualTo("42501");
        assertThat(way.names(a)).isEmpty();
    }
}
