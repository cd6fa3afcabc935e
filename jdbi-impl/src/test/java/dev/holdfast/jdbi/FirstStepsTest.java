package dev.holdfast.jdbi;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StaleVersionException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.Include;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Press.class)
class FirstStepsTest {

    record ArticleView(UUID id, String title, AuthorView author) {}

    record AuthorView(UUID id, String name, String email) {}

    record AuthorWithArticles(UUID id, String name, List<Title> articles) {}

    record Title(String title, List<String> tags) {}

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    FirstStepsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
    }

    @Test
    void aTenantReadsAndWritesItsOwnRows() {
        var a = holdfast.tenant(A);
        UUID ann = Press.author(a, "ann");
        Press.article(a, ann, "one");
        Press.article(a, ann, "two");
        assertThat(a.from(ARTICLES).where(ARTICLES.authorId.eq(ann)).count()).isEqualTo(2);
        assertThat(holdfast.tenant(B)
                        .from(ARTICLES)
                        .where(ARTICLES.authorId.eq(ann))
                        .list())
                .isEmpty();
        var author = AUTHORS.alias("author");
        assertThat(a.from(ARTICLES)
                        .join(author, author.of(AUTHORS.id).eq(ARTICLES.authorId))
                        .where(ARTICLES.authorId.eq(ann))
                        .orderBy(ARTICLES.title.asc())
                        .mapTo(ArticleView.class)
                        .list())
                .extracting(v -> v.title() + " by " + v.author().name())
                .containsExactly("one by ann", "two by ann");
        assertThat(a.from(AUTHORS)
                        .include(Include.children(ARTICLES.authorId)
                                .orderBy(ARTICLES.title.desc())
                                .first(1))
                        .where(AUTHORS.id.eq(ann))
                        .mapTo(AuthorWithArticles.class)
                        .one()
                        .articles())
                .containsExactly(new Title("two", List.of("news", "two")));
    }

    @Test
    void oneStatementIsOneRoundTrip() {
        try (RoundTrips tap = RoundTrips.before(database)) {
            var a = Press.holdfast(database, tap.applicationDataSource())
                    .tenant(A)
                    .actor("user-7");
            UUID bob = Press.author(a, "bob");
            for (int i = 0; i < 12; i++) {
                tap.reset();
                assertThat(a.from(AUTHORS).where(AUTHORS.id.eq(bob)).one().get(AUTHORS.name))
                        .isEqualTo("bob");
                assertThat(tap.count()).as(tap.statements().toString()).isEqualTo(1);
            }
        }
    }

    @Test
    void aLostUpdateIsRefused() {
        var a = holdfast.tenant(A);
        UUID cy = Press.author(a, "cy");
        a.update(AUTHORS)
                .set(AUTHORS.bio, "first")
                .where(AUTHORS.id.eq(cy))
                .atVersion(1)
                .expectOne();
        assertThatThrownBy(() -> a.update(AUTHORS)
                        .set(AUTHORS.bio, "second")
                        .where(AUTHORS.id.eq(cy))
                        .atVersion(1)
                        .execute())
                .isInstanceOfSatisfying(
                        StaleVersionException.class, e -> assertThat(e.actual()).isEqualTo(2));
    }

    @Test
    void aSwallowedErrorIsNotCommitted() {
        var a = holdfast.tenant(A);
        Press.author(a, "dee");
        assertThatThrownBy(() -> a.useTransaction(tx -> {
                    try {
                        Press.author(a, "dee");
                    } catch (RuntimeException refused) {
                        // a scope inside a transaction is refused before anything is sent
                    }
                    try {
                        tx.insertInto(AUTHORS, row -> row.set(AUTHORS.id, UUID.randomUUID())
                                        .set(AUTHORS.name, "dee")
                                        .set(AUTHORS.email, "dee@press.test"))
                                .execute();
                    } catch (UniqueViolationException swallowed) {
                        assertThat(swallowed.constraint()).isEqualTo("authors_email_key");
                    }
                }))
                .isInstanceOf(TransactionFailedException.class);
    }
}
