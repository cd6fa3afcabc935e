package dev.holdfast.jdbi.cqrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.RetryPolicy;
import dev.holdfast.TransactionOptions;
import dev.holdfast.cqrs.Answer;
import dev.holdfast.cqrs.Command;
import dev.holdfast.cqrs.Cqrs;
import dev.holdfast.cqrs.NoHandlerException;
import dev.holdfast.cqrs.NotAuthorizedException;
import dev.holdfast.cqrs.Query;
import dev.holdfast.cqrs.ValidationException;
import dev.holdfast.cqrs.Violation;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.cqrs.Desk.AuthorCount;
import dev.holdfast.jdbi.cqrs.Desk.Enlist;
import dev.holdfast.jdbi.cqrs.Desk.Leave;
import dev.holdfast.jdbi.cqrs.Desk.Publish;
import dev.holdfast.jdbi.event.ArticleEvent;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands without an id: what comes back, what is refused, what is run again. */
@PostgresTest(template = Newsroom.class)
class SendTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    SendTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
    }

    private Cqrs.Builder desk() {
        return Cqrs.builder(holdfast)
                .command(Publish.class, Desk::publish)
                .command(Enlist.class, Desk::enlist)
                .query(AuthorCount.class, Desk::authorCount);
    }

    private Position last(UUID article) {
        List<RecordedEvent<Object>> events =
                holdfast.tenant(Newsroom.A).events().read(Desk.stream(article)).list();
        return events.get(events.size() - 1).position();
    }

    @Test
    @DisplayName(
            "a command's answer is its result and the position of its last event; without an event it is the start")
    void answer() {
        Cqrs cqrs = desk().build();
        UUID article = UUID.randomUUID();

        Answer<Desk.Published> published = cqrs.tenant(Newsroom.A).send(new Publish(article, 1));
        assertThat(published.result().version()).isEqualTo(1);
        assertThat(published.position()).isEqualTo(last(article));
        assertThat(published.repeated()).isFalse();

        Answer<UUID> enlisted = cqrs.tenant(Newsroom.A).send(new Enlist("ann"));
        assertThat(enlisted.position()).isEqualTo(Position.START);
    }

    record Both(UUID article) implements Command<@Nullable Void> {}

    @Test
    @DisplayName(
            "the position is that of plain SQL's events, too, of what lies behind a savepoint, and not of what was rolled back")
    void positionOfPlainSql() {
        Cqrs cqrs = Cqrs.builder(holdfast)
                .command(Both.class, (command, tx) -> {
                    tx.events()
                            .append(
                                    Desk.stream(command.article()),
                                    ExpectedVersion.any(),
                                    new ArticleEvent.Published(1));
                    tx.useTransaction(inner -> JdbiTransaction.handleOf(inner)
                            .createQuery("select event_version from holdfast.append_event('article', :id, 1,"
                                    + " 'article-published', '{\"edition\": 2}')")
                            .bind("id", command.article().toString())
                            .mapTo(Long.class)
                            .one());
                    try {
                        tx.useTransaction(inner -> {
                            inner.events()
                                    .append(
                                            Desk.stream(command.article()),
                                            ExpectedVersion.any(),
                                            new ArticleEvent.Published(3));
                            throw new IOException("no");
                        });
                    } catch (HoldfastException undone) {
                        assertThat(undone).hasCauseInstanceOf(IOException.class);
                    }
                    holdfast.tenant(Newsroom.B); // another scope is no part of it
                    return null;
                })
                .build();
        UUID article = UUID.randomUUID();

        assertThat(cqrs.tenant(Newsroom.A).send(new Both(article)).position()).isEqualTo(last(article));
        assertThat(holdfast.tenant(Newsroom.A)
                        .events()
                        .read(Desk.stream(article))
                        .list())
                .hasSize(2);
    }

    @Test
    @DisplayName("what a handler throws rolls back and comes out, a checked exception as the cause")
    void failure() {
        Cqrs cqrs = Cqrs.builder(holdfast)
                .command(Enlist.class, (command, tx) -> {
                    Desk.enlist(command, tx);
                    if (command.name().equals("unchecked")) {
                        throw new IllegalStateException("unchecked");
                    }
                    throw new IOException("checked");
                })
                .build();

        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).send(new Enlist("unchecked")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).send(new Enlist("checked")))
                .isInstanceOf(HoldfastException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(Sql.one(database.superuserDataSource(), "select count(*) from authors where name ~ 'checked'"))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("the actor and the request are told to PostgreSQL, and are in the events")
    void context() {
        Cqrs cqrs = desk().build();
        UUID article = UUID.randomUUID();
        cqrs.tenant(Newsroom.A)
                .actor("ann")
                .because("a test")
                .requestId("r-1")
                .metadata("from", "here")
                .send(new Publish(article, 1));
        assertThat(holdfast.tenant(Newsroom.A)
                        .events()
                        .read(Desk.stream(article))
                        .list()
                        .get(0)
                        .metadata()
                        .actor())
                .isEqualTo("ann");
    }

    @Test
    @DisplayName("what nobody handles is refused, and so is sending inside a transaction")
    void refused() {
        Cqrs cqrs = desk().build();
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).send(new Leave("ann")))
                .isInstanceOf(NoHandlerException.class)
                .hasMessageContaining(Leave.class.getName())
                .hasMessageContaining("command(…)");
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).ask(new Desk.AuthorNames()))
                .isInstanceOf(NoHandlerException.class)
                .hasMessageContaining("query(…)");
        assertThatThrownBy(() -> holdfast.tenant(Newsroom.A)
                        .useTransaction(tx -> cqrs.tenant(Newsroom.A).send(new Enlist("inside"))))
                .isInstanceOf(TransactionMisuseException.class);
    }

    @Test
    @DisplayName(
            "whoever may not is told so by type and name, without what is in the command, and before it is looked at")
    void authorized() {
        AtomicInteger handled = new AtomicInteger();
        Cqrs cqrs = Cqrs.builder(holdfast)
                .command(Enlist.class, (command, tx) -> {
                    handled.incrementAndGet();
                    return UUID.randomUUID();
                })
                .query(AuthorCount.class, Desk::authorCount)
                .authorize(Command.class, (command, caller) -> "ann".equals(caller.actor()))
                .authorize(Query.class, (query, caller) -> Newsroom.A == (long) caller.tenantId())
                .validate(Enlist.class, (command, violations) -> violations.add("name", "is secret"))
                .build();

        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).actor("bob").send(new Enlist("hush")))
                .isInstanceOfSatisfying(NotAuthorizedException.class, refused -> {
                    assertThat(refused.actor()).isEqualTo("bob");
                    assertThat(refused.type()).isEqualTo(Enlist.class);
                })
                .hasMessageContaining("bob")
                .hasMessageContaining("Desk.Enlist")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).send(new Enlist("hush")))
                .isInstanceOf(NotAuthorizedException.class)
                .hasMessageStartingWith("Whoever acts");
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).actor("ann").send(new Enlist("hush")))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.B).ask(new AuthorCount()))
                .isInstanceOf(NotAuthorizedException.class);
        assertThat(cqrs.tenant(Newsroom.A).ask(new AuthorCount())).isNotNegative();
        assertThat(handled).hasValue(0);
    }

    @Test
    @DisplayName("all violations are told at once, of all validators that fit")
    void validated() {
        Cqrs cqrs = desk().validate(Enlist.class, (command, violations) -> violations
                        .require(!command.name().isBlank(), "name", "is blank")
                        .require(command.name().length() < 3, "name", "is long"))
                .validate(Command.class, (command, violations) -> violations.add("it", "is monday"))
                .validate(Publish.class, (command, violations) -> violations.add("article", "isn't meant"))
                .build();

        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).send(new Enlist("    ")))
                .isInstanceOfSatisfying(ValidationException.class, refused -> assertThat(refused.violations())
                        .containsExactly(
                                new Violation("name", "is blank"),
                                new Violation("name", "is long"),
                                new Violation("it", "is monday")))
                .hasMessageContaining("name is blank; name is long; it is monday");
    }

    @Test
    @DisplayName("middleware stands around all of it in its order, sees what comes back, and what is thrown")
    void middleware() {
        List<String> seen = new ArrayList<>();
        Cqrs cqrs = desk().middleware((message, caller, next) -> {
                    seen.add("outer " + message.getClass().getSimpleName() + " of " + caller.tenantId());
                    try {
                        Object answer = next.proceed();
                        seen.add("gave " + answer.getClass().getSimpleName());
                        return answer;
                    } catch (ValidationException e) {
                        seen.add("refused");
                        throw new IOException(e);
                    }
                })
                .middleware((message, caller, next) -> {
                    seen.add("inner");
                    return next.proceed();
                })
                .validate(Publish.class, (command, violations) -> violations.add("edition", "is late"))
                .build();

        cqrs.tenant(Newsroom.A).send(new Enlist("mid"));
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).send(new Publish(UUID.randomUUID(), 1)))
                .isInstanceOf(HoldfastException.class)
                .hasCauseInstanceOf(IOException.class);
        cqrs.tenant(Newsroom.B).ask(new AuthorCount());
        assertThat(seen)
                .containsExactly(
                        "outer Enlist of 1",
                        "inner",
                        "gave Answer",
                        "outer Publish of 1",
                        "inner",
                        "refused",
                        "outer AuthorCount of 2",
                        "inner",
                        "gave Long");
    }

    @Test
    @DisplayName(
            "a version conflict is run again by choice, the whole transaction anew, as often as is said and no more")
    void retried() {
        UUID article = UUID.randomUUID();
        AtomicInteger runs = new AtomicInteger();
        TransactionOptions twice = TransactionOptions.defaults().retry(RetryPolicy.attempts(3));
        Cqrs.Builder builder = Cqrs.builder(holdfast)
                .commandTransactions(twice)
                .command(Publish.class, (command, tx) -> {
                    Desk.enlist(new Enlist("retried-" + article), tx);
                    long expected = runs.incrementAndGet() < command.edition() ? 99 : 0;
                    tx.events()
                            .append(
                                    Desk.stream(article),
                                    ExpectedVersion.exactly(expected),
                                    new ArticleEvent.Published(1));
                    return new Desk.Published(1, List.of());
                });
        assertThatThrownBy(() -> builder.build().tenant(Newsroom.A).send(new Publish(article, 3)))
                .as("not by itself")
                .isInstanceOf(VersionConflictException.class);
        assertThat(runs).hasValue(1);

        Cqrs cqrs = builder.retryAlsoAfter(VersionConflictException.class).build();
        runs.set(0);
        assertThatThrownBy(() -> cqrs.tenant(Newsroom.A).send(new Publish(article, 4)))
                .isInstanceOf(VersionConflictException.class);
        assertThat(runs).hasValue(3);
        runs.set(0);
        cqrs.tenant(Newsroom.A).send(new Publish(article, 3));
        assertThat(runs).hasValue(3);
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select count(*) from authors where name = 'retried-" + article + "'"))
                .isEqualTo("1");
    }
}
