package dev.holdfast.jdbi.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A comment goes with its post, and with the author of both. */
@PostgresTest(template = TwoPathsTest.Blog.class)
class TwoPathsTest {

    private static final class People extends Table implements SoftDeletable {
        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();

        People() {
            super("people");
        }
    }

    private static final People PEOPLE = new People();

    private static final class Posts extends Table implements SoftDeletable {
        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final OrderedColumn<Long> personId = bigint("person_id").references(PEOPLE.id, OnDelete.CASCADE);

        Posts() {
            super("posts");
        }
    }

    private static final Posts POSTS = new Posts();

    private static final class Topics extends Table implements SoftDeletable {
        final OrderedColumn<Long> id = bigint("id").primaryKey();

        Topics() {
            super("topics");
        }
    }

    private static final Topics TOPICS = new Topics();

    private static final class Comments extends Table implements SoftDeletable {
        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final OrderedColumn<Long> authorId = bigint("author_id").references(PEOPLE.id, OnDelete.CASCADE);
        final OrderedColumn<Long> postId = bigint("post_id").references(POSTS.id, OnDelete.CASCADE);

        final OrderedColumn<@Nullable Long> topicId =
                bigint("topic_id").nullable().references(TOPICS.id);

        Comments() {
            super("comments");
        }
    }

    private static final Comments COMMENTS = new Comments();
    private static final Schema SCHEMA = Schema.of(PEOPLE, TOPICS, POSTS, COMMENTS);

    static final class Blog implements DatabaseTemplate {

        @Override
        public void prepare(TestDatabase database) throws Exception {
            try (Connection owner = database.ownerDataSource().getConnection()) {
                Press.migrate(owner, Changelog.of(SCHEMA, "blog").toXml());
            }
            Sql.run(
                    database.ownerDataSource(),
                    "create table drafts (tenant_id bigint, id bigint, primary key (tenant_id, id));"
                            + " grant select, insert, delete on drafts to holdfast_app;"
                            + " alter table posts add column draft_id bigint,"
                            + " add foreign key (tenant_id, draft_id) references drafts on delete cascade");
            JdbiHoldfast.builder(database.applicationDataSource())
                    .schema(SCHEMA)
                    .acrossTenants(database.acrossTenantsDataSource())
                    .build()
                    .acrossTenants("fixture")
                    .tenants()
                    .create(1L, "one");
        }
    }

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;

    TwoPathsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .build();
        this.a = holdfast.tenant(1L);
    }

    private void store(long person, long post, long comment) {
        a.insertInto(PEOPLE, row -> row.set(PEOPLE.id, person)).execute();
        a.insertInto(POSTS, row -> row.set(POSTS.id, post).set(POSTS.personId, person))
                .execute();
        a.insertInto(COMMENTS, row -> row.set(COMMENTS.id, comment)
                        .set(COMMENTS.authorId, person)
                        .set(COMMENTS.postId, post))
                .execute();
    }

    private List<Long> comments() {
        return a.from(COMMENTS).where(COMMENTS.id.lt(10L)).values(COMMENTS.id).list();
    }

    @Test
    @DisplayName("SD-12 a row that went with two parents comes back with the last of them, in plain SQL too")
    void twoParents() {
        store(1, 1, 1);
        Deletion gone = a.deleteFrom(PEOPLE).where(PEOPLE.id.eq(1L)).expectOne();
        assertThat(gone.counts().toString()).isEqualTo("1 people, 1 posts, 1 comments");
        assertThat(a.execute(PlainStatement.of("update people set deleted_at = null where id = 1")))
                .isEqualTo(1);
        assertThat(a.from(COMMENTS).where(COMMENTS.id.eq(1L)).exists()).isTrue();
        Deletion again = a.deleteFrom(PEOPLE).where(PEOPLE.id.eq(1L)).expectOne();
        assertThat(a.restore(again).isRestored()).isTrue();

        store(2, 2, 2);
        store(3, 3, 3);
        a.update(COMMENTS).set(COMMENTS.authorId, 3L).where(COMMENTS.id.eq(2L)).expectOne();
        a.execute(PlainStatement.of("update people set deleted_at = now() where id in (2, 3)"));
        a.execute(PlainStatement.of("update people set deleted_at = null where id = 3"));
        assertThat(comments()).containsExactlyInAnyOrder(1L, 3L);
        a.execute(PlainStatement.of("update people set deleted_at = null where id = 2"));
        assertThat(comments()).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    @DisplayName(
            "SD-1 SD-2 a row of no tenant isn't deleted while tenants' live rows refer to it, and gets no new ones")
    void sharedParent() {
        var none = holdfast.withoutTenant();
        none.insertInto(TOPICS, row -> row.set(TOPICS.id, 1L)).execute();
        store(20, 20, 20);
        a.update(COMMENTS).set(COMMENTS.topicId, 1L).where(COMMENTS.id.eq(20L)).expectOne();
        assertThatThrownBy(() -> none.deleteFrom(TOPICS).where(TOPICS.id.eq(1L)).execute())
                .isInstanceOf(ForeignKeyViolationException.class);
        a.deleteFrom(PEOPLE).where(PEOPLE.id.eq(20L)).expectOne();
        none.deleteFrom(TOPICS).where(TOPICS.id.eq(1L)).expectOne();
        store(21, 21, 21);
        assertThatThrownBy(() -> a.update(COMMENTS)
                        .set(COMMENTS.topicId, 1L)
                        .where(COMMENTS.id.eq(21L))
                        .execute())
                .isInstanceOf(ForeignKeyViolationException.class);
        assertThatThrownBy(() -> none.purge(TOPICS)
                        .olderThan(java.time.Duration.ofDays(1))
                        .execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("topics_purge(keys)");
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select relforcerowsecurity::text || (select relforcerowsecurity from pg_class where relname = 'topics')"
                                + " from pg_class where relname = 'comments'"))
                .isEqualTo("truefalse");
        a.deleteFrom(PEOPLE).where(PEOPLE.id.eq(21L)).expectOne();
    }

    @Test
    @DisplayName("SD-13 a foreign key that deletes for good doesn't get past the refusal, whatever the setting says")
    void hardCascade() {
        store(18, 18, 18);
        Sql.run(
                database.superuserDataSource(),
                "insert into drafts values (1, 18); update posts set draft_id = 18 where id = 18");
        assertThatThrownBy(() -> a.useTransaction(tx -> {
                    tx.execute(PlainStatement.of("delete from drafts where id = 99"));
                    dev.holdfast.jdbi.JdbiTransaction.handleOf(tx).execute("set local holdfast.purge = 'on'");
                    tx.execute(PlainStatement.of("delete from drafts where id = 18"));
                }))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(a.from(POSTS).where(POSTS.id.eq(18L)).exists()).isTrue();
        a.deleteFrom(PEOPLE).where(PEOPLE.id.eq(18L)).expectOne();
    }
}
