package dev.holdfast.jdbi.listener;

import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.listener.StatementListener;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener's failures, and its own statements, are its own affair. */
@PostgresTest(template = Press.class)
class HarmlessTest {

    private static final String SECRET = "s3cr3t";

    private final TestDatabase database;

    HarmlessTest(TestDatabase database) {
        this.database = database;
    }

    private JdbiTenantScope scope(StatementListener... listeners) {
        var builder = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json());
        for (StatementListener listener : listeners) {
            builder.listener(listener);
        }
        return builder.build().tenant(A);
    }

    @BeforeEach
    void noAuthors() {
        scope().deleteFrom(AUTHORS).everyRow().execute();
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void whatAListenerThrowsHarmsNeitherStatementsNorOtherListeners() {
        for (Throwable thrown : List.of(
                new IllegalStateException(SECRET), new AssertionError(SECRET), new java.io.IOException(SECRET))) {
            Told after = new Told();
            JdbiTenantScope acme = scope(statement -> HarmlessTest.<RuntimeException>sneak(thrown), after);
            UUID id = Press.author(acme, "Ann" + thrown.getClass().getSimpleName());
            acme.useTransaction(tx -> {
                tx.update(AUTHORS)
                        .set(AUTHORS.bio, "x")
                        .where(AUTHORS.id.eq(id))
                        .execute();
                tx.attach(AuthorDao.class).rename(id, "Ben");
            });

            assertThat(acme.from(AUTHORS).where(AUTHORS.name.eq("Ben")).count()).isPositive();
            assertThatThrownBy(
                            () -> Press.author(acme, "Ann" + thrown.getClass().getSimpleName()))
                    .isInstanceOf(UniqueViolationException.class);
            assertThat(after.all()).hasSize(5);
        }
    }

    @Test
    void itIsLoggedWithoutItsMessage() {
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(StatementListener.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            scope(statement -> {
                        throw new IllegalStateException(SECRET);
                    })
                    .from(AUTHORS)
                    .count();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0).getMessage())
                .contains(HarmlessTest.class.getName())
                .contains("IllegalStateException")
                .doesNotContain(SECRET);
        assertThat(logged.get(0).getThrown()).hasMessage("java.lang.IllegalStateException");
        assertThat(logged.get(0).getThrown().getStackTrace()[0].getClassName())
                .startsWith(HarmlessTest.class.getName());
    }

    @Test
    void aListenersOwnStatementsRunAndAreNotTold() {
        AtomicReference<JdbiTenantScope> itself = new AtomicReference<>();
        List<Long> counts = new ArrayList<>();
        Told told = new Told();
        JdbiTenantScope acme = scope(
                statement -> {
                    counts.add(itself.get().from(AUTHORS).count());
                    itself.get().useSqlObject(AuthorDao.class, AuthorDao::names);
                },
                told);
        itself.set(acme);
        Press.author(acme, "Ann");

        assertThat(counts).containsExactly(1L);
        assertThat(told.sql()).hasSize(1);
    }
}
