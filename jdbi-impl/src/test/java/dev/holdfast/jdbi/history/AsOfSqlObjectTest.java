package dev.holdfast.jdbi.history;

import static dev.holdfast.jdbi.history.Archive.ARTICLES;
import static dev.holdfast.jdbi.history.Archive.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.NoHistoryException;
import dev.holdfast.error.SnapshotTokenException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.jdbi.AsOf;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.Define;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A hand-written SqlObject reads what was. */
@PostgresTest(template = Archive.class)
class AsOfSqlObjectTest {

    interface Bylines {

        @SqlQuery(
                "select a.title || ' by ' || u.name from articles_as_of(:at) a join authors_as_of(:at) u on u.id = a.author_id"
                        + " where a.deleted_at is null and a.rank >= :rank order by 1")
        List<String> at(@AsOf("at") @Nullable Instant at, @Bind("rank") int rank);

        @SqlQuery("select a.title || ' by ' || u.name from articles_as_of_token(:at) a"
                + " join authors_as_of_token(:at) u on u.id = a.author_id where a.deleted_at is null order by 1")
        List<String> seenBy(@AsOf("at") SnapshotToken token);

        @SqlQuery("select count(*) from articles_as_of(:before) b join articles_as_of(:after) a using (id)"
                + " where a.title <> b.title")
        long renamed(@AsOf("before") Instant before, @AsOf("after") Instant after);

        @SqlUpdate("update articles set title = o.title from articles_as_of(:at) o where o.id = articles.id")
        int titlesOf(@AsOf("at") Instant at);

        @SqlQuery("select count(*) from <from> where :at is not null")
        long of(@Define("from") String from, @AsOf("at") Instant at);

        @SqlQuery("select count(*) from articles_as_of(:at) a join authors u on u.id = a.author_id")
        long withAuthorsOfNow(@AsOf(value = "at", withCurrent = "authors") Instant at);
    }

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private final JdbiTenantScope b;

    AsOfSqlObjectTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Archive.holdfast(database);
        this.a = Archive.newTenant(holdfast);
        this.b = Archive.newTenant(holdfast);
        a.history().token(); // the first one on a cluster waits for whoever writes
    }

    private List<String> at(JdbiTenantScope scope, Instant time) {
        return scope.withSqlObject(Bylines.class, dao -> dao.at(time, 1));
    }

    private List<String> seenBy(JdbiTenantScope scope, SnapshotToken token) {
        return scope.withSqlObject(Bylines.class, dao -> dao.seenBy(token));
    }

    @Test
    @DisplayName("AH-24 AH-22 it reads by an instant and by a token what the DSL reads, and nothing of another tenant")
    void reads() {
        Instant empty = Archive.now(database);
        UUID ann = Archive.author(a, "Ann");
        UUID rain = Archive.article(a, ann, "Rain", 1);
        Archive.article(b, Archive.author(b, "Bob"), "Theirs", 1);
        Instant before = Archive.now(database);
        SnapshotToken token = a.history().token();
        a.update(AUTHORS).set(AUTHORS.name, "Anna").where(AUTHORS.id.eq(ann)).execute();
        a.update(ARTICLES)
                .set(ARTICLES.title, "Sun")
                .where(ARTICLES.id.eq(rain))
                .execute();
        Instant after = Archive.now(database);
        SnapshotToken later = a.history().token();
        a.deleteFrom(ARTICLES).where(ARTICLES.id.eq(rain)).execute();

        assertThat(at(a, empty)).isEmpty();
        assertThat(at(a, before)).containsExactly("Rain by Ann").isEqualTo(seenBy(a, token));
        assertThat(at(a, after)).containsExactly("Sun by Anna").isEqualTo(seenBy(a, later));
        assertThat(at(a, Archive.now(database))).isEmpty();
        assertThat(at(a, Instant.now().plusSeconds(60))).as("to come").isEmpty();
        assertThat(seenBy(a, a.history().token())).isEmpty();
        assertThat(at(b, before)).containsExactly("Theirs by Bob").isEqualTo(seenBy(b, token));
        a.useSqlObject(Bylines.class, dao -> {
            assertThat(dao.renamed(before, after)).isEqualTo(1);
            assertThat(dao.withAuthorsOfNow(before)).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("it writes what was, too")
    void writes() {
        UUID rain = Archive.article(a, Archive.author(a, "Ann"), "Rain", 1);
        Instant before = Archive.now(database);
        a.update(ARTICLES)
                .set(ARTICLES.title, "Sun")
                .where(ARTICLES.id.eq(rain))
                .execute();
        a.useSqlObject(Bylines.class, dao -> assertThat(dao.titlesOf(before)).isEqualTo(1));
        assertThat(a.from(ARTICLES).one().get(ARTICLES.title)).isEqualTo("Rain");
    }

    @Test
    @DisplayName(
            "AH-3 what PostgreSQL and the DSL refuse is refused: no moment, one before the history, another cluster's token")
    void refusals() {
        assertThatThrownBy(() -> a.useSqlObject(Bylines.class, dao -> dao.at(null, 1)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("@AsOf(\"at\")");
        assertThatThrownBy(() -> at(a, Instant.MAX)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> at(a, Instant.EPOCH))
                .isInstanceOf(NoHistoryException.class)
                .hasMessageContaining("begins at");
        String token = a.history().token().toString();
        assertThatThrownBy(() -> seenBy(a, SnapshotToken.parse("1" + token.substring(token.indexOf(':')))))
                .isInstanceOf(SnapshotTokenException.class)
                .hasMessageContaining("another cluster");
    }

    @Test
    @DisplayName(
            "AH-24 a moment that the SQL ignores, or that holds for a part of it only, is refused before it is sent")
    void ignored() {
        Instant now = Archive.now(database);
        Consumer<String> read = from -> a.useSqlObject(Bylines.class, dao -> dao.of(from, now));
        read.accept("articles_as_of(:at)");
        assertThatThrownBy(() -> read.accept("articles"))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("is read by nothing in the statement")
                .hasMessageContaining("from articles where");
        assertThatThrownBy(() -> read.accept("articles_as_of(:at), not_there, authors"))
                .isInstanceOf(StatementException.class) // and no error of PostgreSQL, which has no such table
                .hasMessageContaining("reads authors as it is now");
    }

    interface InABatch {
        @SqlBatch("insert into topics select code, :label from topics_as_of(:at)")
        void batch(@Bind("label") List<String> labels, @AsOf("at") Instant at);
    }

    interface OfText {
        @SqlQuery("select code from topics_as_of(:at::timestamptz)")
        List<String> codes(@AsOf("at") String at);
    }

    interface Twice {
        @SqlQuery("select code from topics_as_of(:at)")
        List<String> codes(@AsOf("at") @Bind("at") Instant at);
    }

    @Test
    @DisplayName("a mark that can't be held is refused when the SqlObject is attached, and anywhere without a session")
    void misuse() {
        for (Class<?> type : List.of(InABatch.class, OfText.class, Twice.class)) {
            assertThatThrownBy(() -> a.useSqlObject(type, dao -> {}))
                    .as(type.getSimpleName())
                    .isInstanceOf(StatementException.class)
                    .hasMessageContaining(type.getSimpleName());
        }
        Jdbi jdbi = Jdbi.create(database.applicationDataSource()).installPlugin(new HoldfastPlugin());
        jdbi.installPlugin(new SqlObjectPlugin());
        assertThatThrownBy(() -> jdbi.useExtension(Bylines.class, dao -> dao.at(Archive.now(database), 1)))
                .isInstanceOf(TransactionRequiredException.class);
    }
}
