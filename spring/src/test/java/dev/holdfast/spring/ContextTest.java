package dev.holdfast.spring;

import static dev.holdfast.spring.Notes.A;
import static dev.holdfast.spring.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.error.WrongThreadException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** An application context, whose managers a bean post-processor wraps. */
@PostgresTest(template = Notes.Template.class)
class ContextTest {

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Common {

        @Bean
        static SessionTransactionManagerPostProcessor sessions(
                ObjectProvider<DataSource> dataSource, ObjectProvider<CurrentSession> current) {
            return new SessionTransactionManagerPostProcessor(dataSource::getObject, current::getObject);
        }

        @Bean
        CurrentSession currentSession() {
            return CurrentSession.required();
        }

        @Bean
        JdbiHoldfast holdfast(DataSource dataSource) {
            return SpringTransactions.holdfast(dataSource).schema(Notes.SCHEMA).build();
        }

        @Bean
        JdbcClient jdbcClient(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        Diary diary(JdbcClient client, CurrentSession current) {
            return new Diary(client, current);
        }

        @Bean
        Journal journal(Diary diary, JdbcClient client) {
            return new Journal(diary, client);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jdbc {

        @Bean
        JdbcTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jpa {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
            return Kind.factory(dataSource);
        }

        @Bean
        JpaTransactionManager transactionManager(EntityManagerFactory entities) {
            return new JpaTransactionManager(entities);
        }
    }

    /** The inner service. */
    static class Diary {

        private final JdbcClient client;
        private final CurrentSession current;

        Diary(JdbcClient client, CurrentSession current) {
            this.client = client;
            this.current = current;
        }

        @Transactional
        public void write(String text) {
            Notes.add(current.scope(), text);
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void writeApart(String text) {
            client.sql("insert into notes (id, text) values (gen_random_uuid(), ?)")
                    .param(text)
                    .update();
        }

        @Transactional(readOnly = true)
        public List<String> texts() {
            return client.sql("select text from notes order by text")
                    .query(String.class)
                    .list();
        }
    }

    /** The outer service. */
    static class Journal {

        private final Diary diary;
        private final JdbcClient client;

        Journal(Diary diary, JdbcClient client) {
            this.diary = diary;
            this.client = client;
        }

        @Transactional
        public List<String> day(String name) {
            client.sql("insert into notes (id, text) values (gen_random_uuid(), ?)")
                    .param(name + "-1")
                    .update();
            diary.write(name + "-2");
            diary.writeApart(name + "-3");
            return diary.texts();
        }

        @Transactional
        public void lost(String name) {
            diary.writeApart(name + "-apart");
            diary.write(name);
            try {
                diary.write(name);
            } catch (RuntimeException swallowed) {
                assertThat(swallowed).isNotNull();
            }
        }
    }

    private static AnnotationConfigApplicationContext context(Kind kind, HikariDataSource pool) {
        var context = new AnnotationConfigApplicationContext();
        context.registerBean("dataSource", DataSource.class, () -> pool);
        context.register(Common.class, kind == Kind.JDBC ? Jdbc.class : Jpa.class);
        context.refresh();
        return context;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TN-34 @Transactional services: JdbcClient and the DSL, nested and REQUIRES_NEW, are the tenant's")
    void services(Kind kind, TestDatabase database) {
        try (HikariDataSource pool = App.pool(database.url(Role.APPLICATION), 2, true);
                AnnotationConfigApplicationContext context = context(kind, pool)) {
            assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(SessionTransactionManager.class);
            CurrentSession current = context.getBean(CurrentSession.class);
            JdbiHoldfast holdfast = context.getBean(JdbiHoldfast.class);
            Journal journal = context.getBean(Journal.class);
            String name = "day-" + kind;
            current.useScope(holdfast.tenant(A), () -> {
                assertThat(journal.day(name)).contains(name + "-1", name + "-2", name + "-3");
                assertThatThrownBy(() -> journal.lost("lost-" + kind)).isInstanceOf(RuntimeException.class);
            });
            assertThat(holdfast.tenant(A).from(NOTES).values(NOTES.text).list())
                    .contains(name + "-1", name + "-2", name + "-3", "lost-" + kind + "-apart")
                    .doesNotContain("lost-" + kind);
            current.useScope(
                    holdfast.tenant(Notes.B),
                    () -> assertThat(context.getBean(Diary.class).texts()).isEmpty());
            assertThatThrownBy(() -> journal.day("nobody's")).isInstanceOf(TenantRequiredException.class);
            assertThatThrownBy(() -> context.getBean(Diary.class).write("nobody's"))
                    .isInstanceOf(TenantRequiredException.class);
        }
    }

    @Test
    @DisplayName("the manager of another data source is left as it is")
    void otherDataSource(TestDatabase database) {
        try (HikariDataSource ours = App.pool(database.url(Role.APPLICATION), 1, true);
                HikariDataSource theirs = App.pool(database.url(Role.APPLICATION), 1, true)) {
            var processor = new SessionTransactionManagerPostProcessor(() -> ours, CurrentSession::required);
            var manager = new JdbcTransactionManager(theirs);
            assertThat(processor.postProcessAfterInitialization(manager, "other"))
                    .isSameAs(manager);
            Object wrapped = processor.postProcessAfterInitialization(new JdbcTransactionManager(ours), "ours");
            assertThat(wrapped).isInstanceOf(SessionTransactionManager.class);
            assertThat(processor.postProcessAfterInitialization(wrapped, "again"))
                    .isSameAs(wrapped);
            assertThat(processor.postProcessAfterInitialization("text", "no manager"))
                    .isEqualTo("text");
        }
    }

    @Test
    @DisplayName(
            "scopes open inside one another, belong to their thread, and are such as JdbiHoldfast opens for one tenant")
    void currentSession(TestDatabase database) throws Exception {
        try (HikariDataSource pool = App.pool(database.url(Role.APPLICATION), 1, true)) {
            JdbiHoldfast holdfast = SpringTransactions.holdfast(pool)
                    .acrossTenants(database.acrossTenantsDataSource())
                    .build();
            CurrentSession current = CurrentSession.required();
            JdbiScope a = holdfast.tenant(A);
            assertThat(current.find()).isEmpty();
            refusesNull(current);
            CurrentSession.Opened outer = current.open(a);
            assertThat(current.<Object>withScope(
                            holdfast.tenant(Notes.B),
                            () -> current.scope().context().tenantId()))
                    .isEqualTo(Notes.B);
            assertThat(current.scope()).isSameAs(a);
            assertThat(Background.call(current::find).get()).isEmpty();
            assertThat(Background.call(() -> catchClose(outer)).get()).isInstanceOf(WrongThreadException.class);
            outer.close();
            assertThatThrownBy(current::scope)
                    .isInstanceOf(TenantRequiredException.class)
                    .hasMessageContaining(Thread.currentThread().getName());
            current.set(a);
            assertThat(current.find()).contains(a);
            current.clear();
            assertThat(current.find()).isEmpty();
            assertThatThrownBy(() -> current.open(holdfast.acrossTenants("all")))
                    .isInstanceOf(InvalidValueException.class);
            assertThat(current.find()).isEmpty();
            assertThat(a.context()).isEqualTo(holdfast.tenant(A).context()).hasToString("SessionContext[tenant 1]");
            assertThat(a.context()).isNotEqualTo(holdfast.tenant(A).actor("x").context());
            assertThat(a.context())
                    .isNotEqualTo(holdfast.tenant(A).metadata("m", "1").context());
        }
    }

    @Test
    @DisplayName("scopes closed in the wrong order, twice, or around set and clear leave no tenant on the thread")
    void closedWrongly(TestDatabase database) {
        try (HikariDataSource pool = App.pool(database.url(Role.APPLICATION), 1, true)) {
            JdbiHoldfast holdfast = SpringTransactions.holdfast(pool).build();
            CurrentSession current = CurrentSession.required();
            JdbiScope a = holdfast.tenant(A);
            JdbiScope b = holdfast.tenant(Notes.B);
            CurrentSession.Opened outer = current.open(a);
            CurrentSession.Opened inner = current.open(b);
            outer.close();
            assertThat(current.find())
                    .as("what was opened in it is closed as well")
                    .isEmpty();
            inner.close();
            assertThat(current.find()).as("not a's again").isEmpty();
            outer = current.open(a);
            inner = current.open(b);
            inner.close();
            inner.close();
            assertThat(current.find()).contains(a);
            outer.close();
            inner.close();
            assertThat(current.find()).isEmpty();
            outer = current.open(a);
            current.set(b);
            current.clear();
            outer.close();
            assertThat(current.find()).isEmpty();
            outer = current.open(a);
            current.set(b);
            outer.close();
            assertThat(current.find()).isEmpty();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what Java's callers can
    @DisplayName("null is refused by name")
    void nulls(TestDatabase database) {
        try (HikariDataSource pool = App.pool(database.url(Role.APPLICATION), 1, true)) {
            CurrentSession current = CurrentSession.required();
            JdbiScope a = SpringTransactions.holdfast(pool).build().tenant(A);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> current.open(null),
                    () -> current.set(null),
                    () -> CurrentSession.orElse(null),
                    () -> current.withScope(a, null),
                    () -> current.useScope(a, null),
                    () -> SpringTransactions.of(null),
                    () -> SpringTransactions.holdfast(null),
                    () -> new SessionTransactionManager(null, pool, current),
                    () -> new SessionTransactionManager(new JdbcTransactionManager(pool), null, current),
                    () -> new SessionTransactionManager(new JdbcTransactionManager(pool), pool, null),
                    () -> new SessionTransactionManagerPostProcessor(null, () -> current),
                    () -> new SessionTransactionManagerPostProcessor(() -> pool, null))) {
                assertThatThrownBy(call).isInstanceOf(InvalidValueException.class);
            }
            assertThat(current.find()).isEmpty();
        }
    }

    private static Throwable catchClose(CurrentSession.Opened opened) {
        return org.assertj.core.api.Assertions.catchThrowable(opened::close);
    }

    @SuppressWarnings("NullAway") // what Java's callers can
    private static void refusesNull(CurrentSession current) {
        assertThatThrownBy(() -> current.open(null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("give holdfast.tenant(id)");
        assertThatThrownBy(() -> SpringTransactions.holdfast(null)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    @DisplayName("building a Holdfast, or asking its doctor, inside a transaction is refused: both would end it")
    void startInside(TestDatabase database) {
        try (App app = App.of(Kind.JDBC, database, 1)) {
            app.in(
                    app.a,
                    () -> app.tx(() -> {
                        assertThatThrownBy(() ->
                                        SpringTransactions.holdfast(app.pool).build())
                                .isInstanceOf(TransactionMisuseException.class);
                        assertThatThrownBy(app.holdfast::doctor).isInstanceOf(TransactionMisuseException.class);
                        app.insert(A, "kept");
                    }));
            assertThat(app.stored(app.a)).contains("kept");
            assertThatThrownBy(() -> app.in(
                            app.a,
                            () -> app.tx(() -> assertThat(org.assertj.core.api.Assertions.catchThrowable(
                                            () -> app.insert(Notes.B, "x")))
                                    .isInstanceOf(DataAccessException.class))))
                    .isInstanceOf(TransactionFailedException.class);
        }
    }
}
