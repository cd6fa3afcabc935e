package dev.holdfast.jdbi.session;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Transaction;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.error.WrongThreadException;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Jdbi that was there before Holdfast, and its transactions. */
@PostgresTest(template = Press.class)
class JoiningTest {

    private static final String SETTINGS = "select concat_ws('|', current_setting('holdfast.tenant_id', true),"
            + " current_setting('holdfast.actor', true), current_setting('holdfast.reason', true))";

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private final Jdbi jdbi;

    JoiningTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
        this.a = holdfast.tenant(A);
        this.jdbi = Jdbi.create(database.applicationDataSource())
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new HoldfastPlugin());
    }

    @BeforeEach
    void nobody() {
        Sql.run(database.acrossTenantsDataSource(), "delete from authors");
    }

    private static void insert(Transaction tx, String name) {
        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, name)
                        .set(AUTHORS.email, name))
                .execute();
    }

    private static String settings(Handle handle) {
        return handle.createQuery(SETTINGS).mapTo(String.class).one();
    }

    @Test
    @DisplayName("joining works within the tenant, and puts their settings back; the commit is theirs")
    void joins() {
        jdbi.useTransaction(handle -> {
            handle.execute("select set_config('holdfast.actor', 'theirs', true)");
            String result = a.actor("ours").joining(handle, tx -> {
                insert(tx, "joined");
                assertThat(settings(handle)).isEqualTo("1|ours|");
                assertThat(tx.attach(AuthorDao.class).names()).containsExactly("joined");
                return "result";
            });
            assertThat(result).isEqualTo("result");
            assertThat(settings(handle)).isEqualTo("|theirs|");
            assertThat(handle.attach(AuthorDao.class).names()).isEmpty();
            assertThat(handle.isInTransaction()).isTrue();
            assertThat(a.from(AUTHORS).count()).as("not committed yet").isZero();
            holdfast.tenant(B).joining(handle, tx -> {
                insert(tx, "another tenant, one after the other");
                return true;
            });
        });
        assertThat(a.from(AUTHORS).values(AUTHORS.name).list()).containsExactly("joined");
        assertThat(holdfast.tenant(B).from(AUTHORS).count()).isOne();
    }

    @Test
    @DisplayName("TN-34 their own SQL is the tenant's from the block's begin on; a block that is refused sets nothing")
    void fromTheBegin() {
        jdbi.useTransaction(handle -> {
            a.actor("ours").joining(handle, tx -> {
                assertThat(settings(handle)).as("before our first statement").isEqualTo("1|ours|");
                return true;
            });
            assertThat(settings(handle)).isEqualTo("||");
            handle.execute(
                    "select set_config('holdfast.tenant_id', '2', true), set_config('holdfast.reason', 'theirs', true)");
            assertThatThrownBy(() -> a.joining(handle, tx -> true)).isInstanceOf(TransactionMisuseException.class);
            assertThat(settings(handle)).isEqualTo("2||theirs");
            assertThatThrownBy(() -> holdfast.tenant(B).because("ours").joining(handle, tx -> {
                        assertThat(settings(handle)).isEqualTo("2||ours");
                        throw new IllegalStateException("ours");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(settings(handle)).isEqualTo("2||theirs");
        });
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(
            strings = {
                "commit",
                "rollback",
                "commit and chain",
                "commit; begin",
                "reset all",
                "select set_config('holdfast.tenant_id', '2', true)"
            })
    @DisplayName(
            "TN-33 a joined block at whose end the transaction is another one throws, and theirs can't be committed")
    void lost(String sql) {
        for (boolean ours : new boolean[] {true, false}) {
            jdbi.useHandle(handle -> {
                handle.begin();
                assertThatThrownBy(() -> a.joining(handle, tx -> {
                            insert(tx, "ended by " + sql + ours);
                            (ours ? JdbiTransaction.handleOf(tx) : handle).execute(sql);
                            return tx.from(AUTHORS).count();
                        }))
                        .isInstanceOf(TransactionMisuseException.class)
                        .hasMessageContaining("isn't the one that was begun");
                assertThatThrownBy(() -> a.joining(handle, tx -> true)).isInstanceOf(DatabaseException.class);
                assertThatThrownBy(() -> handle.execute("select 1")).isNotNull();
                handle.rollback();
                handle.begin();
                assertThatThrownBy(() -> a.joining(handle, tx -> {
                            handle.execute(sql);
                            throw new IllegalStateException("theirs");
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .satisfies(thrown -> assertThat(thrown.getSuppressed())
                                .singleElement()
                                .isInstanceOf(TransactionMisuseException.class));
                handle.rollback();
            });
        }
    }

    @Test
    @DisplayName(
            "TN-33 two Holdfasts in one transaction: the one that began it finds its own mark behind the other's block")
    void marks() {
        JdbiTenantScope other = Press.holdfast(database).tenant(A);
        a.useHandle(handle -> {
            assertThat(other.actor("else").<String>joining(handle, tx -> settings(handle)))
                    .isEqualTo("1|else|");
            assertThat(settings(handle)).isEqualTo("1||");
        });
        assertThatThrownBy(() -> a.useHandle(handle -> other.actor("else").joining(handle, tx -> {
                    handle.execute("commit");
                    return true;
                })))
                .isInstanceOf(TransactionMisuseException.class);
        jdbi.useTransaction(handle -> {
            a.joining(handle, tx -> true);
            assertThat(handle.createQuery("select coalesce(current_setting('holdfast.transaction', true), '')")
                            .mapTo(String.class)
                            .one())
                    .as("put back as well")
                    .isEmpty();
        });
    }

    @Test
    @DisplayName("their rollback undoes ours")
    void theirRollback() {
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    a.joining(handle, tx -> {
                        insert(tx, "joined");
                        return true;
                    });
                    throw new IllegalStateException("theirs");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(a.from(AUTHORS).count()).isZero();
    }

    @Test
    @DisplayName("settings come back after an exception, and after a nested transaction that was undone")
    void afterExceptions() {
        jdbi.useTransaction(handle -> {
            assertThatThrownBy(() -> a.joining(handle, tx -> {
                        insert(tx, "kept, theirs to decide");
                        throw new IllegalStateException("ours");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(settings(handle)).isEqualTo("||");
            a.joining(handle, tx -> {
                assertThatThrownBy(() -> tx.useTransaction(inner -> {
                            insert(inner, "undone");
                            throw new IllegalStateException("inner");
                        }))
                        .isInstanceOf(IllegalStateException.class);
                assertThat(tx.from(AUTHORS).count()).isOne();
                return true;
            });
            assertThat(settings(handle)).isEqualTo("||");
        });
        assertThat(a.from(AUTHORS).count()).isOne();
    }

    @Test
    @DisplayName("joining another tenant's transaction, or none at all, is refused")
    void refused() {
        jdbi.useHandle(handle -> assertThatThrownBy(() -> a.joining(handle, tx -> true))
                .isInstanceOf(TransactionRequiredException.class));
        jdbi.useTransaction(handle -> {
            handle.execute("select set_config('holdfast.tenant_id', '2', true)");
            assertThatThrownBy(() -> a.joining(handle, tx -> true))
                    .isInstanceOf(TransactionMisuseException.class)
                    .hasMessageContaining("tenant 1")
                    .hasMessageContaining("tenant 2");
        });
    }

    @Test
    @DisplayName("J-4 a failure swallowed while joined comes out at its end, and their commit throws too")
    void failedWhileJoined() {
        Press.author(a, "ann");
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    assertThatThrownBy(() -> a.joining(handle, tx -> {
                                assertThatThrownBy(() -> insertAnn(tx)).isInstanceOf(UniqueViolationException.class);
                                return true;
                            }))
                            .isInstanceOf(TransactionFailedException.class);
                }))
                .as("JDBI alone would return normally")
                .isInstanceOf(TransactionFailedException.class);
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> a.joining(handle, tx -> {
                    tx.rollbackOnly();
                    return true;
                })))
                .isInstanceOf(TransactionMisuseException.class)
                .hasMessageContaining("throw an exception");
    }

    private static void insertAnn(Transaction tx) {
        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                        .set(AUTHORS.name, "ann")
                        .set(AUTHORS.email, "ann@press.test"))
                .execute();
    }

    @Test
    @DisplayName("what another Holdfast does in a transaction leaves its handle guarded as it was")
    void twoHoldfasts() throws Exception {
        JdbiTenantScope other = Press.holdfast(database).tenant(A);
        a.useTransaction(tx -> {
            Handle handle = JdbiTransaction.handleOf(tx);
            assertGuarded(handle);
            other.joining(handle, joined -> {
                insert(joined, "joined");
                assertGuarded(JdbiTransaction.handleOf(joined));
                return Press.holdfast(database).tenant(A).joining(handle, inner -> inner.attach(AuthorDao.class)
                        .names());
            });
            assertGuarded(handle);
            assertThatThrownBy(() -> other.joining(handle, joined -> {
                        JdbiTransaction.handleOf(joined);
                        throw new IllegalStateException("theirs");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertGuarded(handle);
            assertThat(tx.from(AUTHORS).count()).isOne();
        });
        jdbi.useTransaction(handle -> {
            a.joining(handle, tx -> {
                JdbiTransaction.handleOf(tx);
                return true;
            });
            Background.run(() -> handle.execute("select 1")).get(20, TimeUnit.SECONDS);
        });
    }

    /** Neither its commit nor another thread gets through. */
    private static void assertGuarded(Handle handle) {
        assertThatThrownBy(handle::commit).isInstanceOf(TransactionMisuseException.class);
        assertThatThrownBy(
                        () -> Background.run(() -> handle.execute("select 1")).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(WrongThreadException.class);
    }

    @Test
    @DisplayName("HoldfastPlugin nests by savepoints, refuses the commit of a failed transaction, and binds our values")
    void plugin() {
        jdbi.useTransaction(handle -> {
            a.joining(handle, tx -> {
                insert(tx, "outer");
                return true;
            });
            assertThatThrownBy(() -> handle.useTransaction(inner -> a.joining(inner, tx -> {
                        insert(tx, "inner");
                        throw new IllegalStateException("inner");
                    })))
                    .isInstanceOf(IllegalStateException.class);
        });
        assertThat(a.from(AUTHORS).values(AUTHORS.name).list()).containsExactly("outer");
        jdbi.useHandle(handle -> {
            assertThat(handle.createQuery("select :i")
                            .bind("i", Interval.ofDays(3))
                            .mapTo(Interval.class)
                            .one())
                    .isEqualTo(Interval.ofDays(3));
            assertThat(handle.createQuery("select :i")
                            .bind("i", Inet.of("10.0.0.1"))
                            .mapTo(Inet.class)
                            .one())
                    .isEqualTo(Inet.of("10.0.0.1"));
            handle.begin();
            assertThatThrownBy(() -> handle.execute("select 1/0")).isNotNull();
            assertThatThrownBy(handle::commit).isInstanceOf(TransactionFailedException.class);
            handle.rollback();
        });
    }
}
