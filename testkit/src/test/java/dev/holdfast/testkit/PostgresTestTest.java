package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;

@DisplayName("A test class gets a database of its own")
@PostgresTest(template = PostgresTestTest.Notes.class)
class PostgresTestTest {
    static final class Notes implements DatabaseTemplate {
        static final AtomicInteger PREPARED = new AtomicInteger();

        private Notes() {}

        @Override
        public void prepare(TestDatabase database) throws SQLException {
            PREPARED.incrementAndGet();
            Sql.execute(
                    database.ownerDataSource(),
                    "create table notes (id int primary key)",
                    "insert into notes values (1)",
                    "grant select, insert on notes to " + database.user(Role.APPLICATION));
        }
    }

    private final TestDatabase ofConstructor;

    PostgresTestTest(TestDatabase database) {
        this.ofConstructor = database;
    }

    @BeforeAll
    static void usable(TestDatabase database) throws SQLException {
        assertThat(Sql.value(database.applicationDataSource(), "select count(*) from notes"))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("the constructor, a life-cycle method and a test get the same one, a clone of the template")
    void sameDatabase(TestDatabase database) throws SQLException {
        assertThat(database).isSameAs(ofConstructor);
        assertThat(Sql.value(database.applicationDataSource(), "select current_database()"))
                .isEqualTo(database.name())
                .startsWith("t_postgres_test_test_");
    }

    @Test
    @DisplayName("each role comes in as itself, and none that an application uses is above the policies")
    void roles(TestDatabase database) throws SQLException {
        for (Role role : Role.values()) {
            if (!database.has(role)) {
                continue;
            }
            assertThat(Sql.value(database.dataSource(role), "select current_user"))
                    .isEqualTo(database.user(role));
            String privileges = Sql.value(
                    database.dataSource(role),
                    "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = current_user");
            assertThat(privileges).as(role.name()).isEqualTo(role == Role.SUPERUSER ? "t" : "f");
        }
        assertThat(Sql.value(
                        database.ownerDataSource(),
                        "select datdba::regrole from pg_database where datname = current_database()"))
                .isEqualTo(database.user(Role.OWNER));
    }

    @Test
    @DisplayName("the version is the server's")
    void version(TestDatabase database) throws SQLException {
        assertThat(Sql.value(database.applicationDataSource(), "show server_version"))
                .startsWith(database.version() + ".");
    }

    @Nested
    class Inside {
        @Test
        @DisplayName("a nested class shares the database")
        void shares(TestDatabase database) {
            assertThat(database).isSameAs(ofConstructor);
        }

        @Nested
        @PostgresTest
        class WithAnotherTemplate {
            @Test
            @DisplayName("unless it names another template")
            void another(TestDatabase database) throws SQLException {
                assertThat(database).isNotSameAs(ofConstructor);
                assertThatThrownBy(() -> Sql.value(database.ownerDataSource(), "select count(*) from notes"))
                        .hasMessageContaining("\"notes\" does not exist");
            }
        }
    }

    // Two classes that meet while their databases are open, so they can't be running one after the other.

    static final CyclicBarrier BOTH_HERE = new CyclicBarrier(2);
    static final Map<Class<?>, String> NAMES = new ConcurrentHashMap<>();

    abstract static class Meeting {
        @Test
        void meets(TestDatabase database) throws Exception {
            BOTH_HERE.await(60, TimeUnit.SECONDS);
            Sql.execute(database.applicationDataSource(), "insert into notes values (2)");
            BOTH_HERE.await(60, TimeUnit.SECONDS);
            assertThat(Sql.value(database.applicationDataSource(), "select count(*) from notes"))
                    .isEqualTo("2");
            NAMES.put(getClass(), database.name());
        }
    }

    @PostgresTest(template = Notes.class)
    static class First extends Meeting {}

    static class Second extends Meeting {
        @RegisterExtension
        static final PostgresExtension POSTGRES = PostgresExtension.from(Notes.class);
    }

    @Test
    @DisplayName("two classes at the same time have two databases; the template is prepared once; both are dropped")
    void parallelClasses(TestDatabase database) throws SQLException {
        EngineExecutionResults results = Launch.concurrently(First.class, Second.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
        results.containerEvents().assertStatistics(stats -> stats.failed(0));
        assertThat(NAMES.values()).hasSize(2).doesNotHaveDuplicates().doesNotContain(database.name());
        assertThat(Notes.PREPARED).hasValue(1);
        for (String name : NAMES.values()) {
            assertThat(Sql.value(
                            database.ownerDataSource(),
                            "select count(*) from pg_database where datname = '" + name + "'"))
                    .isEqualTo("0");
        }
    }
}
