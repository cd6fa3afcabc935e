package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of the rows that refer to a deleted one, in plain SQL. */
class SoftForeignKeyTest extends SoftDeleteFixture {
    @Test
    @DisplayName("SD-1 a cascade goes down all levels with one deletion id, actor and reason, and to no other tenant")
    void cascade() {
        app.runIn(
                1,
                "set local holdfast.actor = 'user-7'; set local holdfast.reason = 'spam';"
                        + " delete from blog.authors_live where id = 1");
        assertThat(app.rowsIn(1, """
                select distinct deletion_id is null, deleted_by, delete_reason, count(*) over ()
                from (select deletion_id, deleted_by, delete_reason from blog.authors
                    union select deletion_id, deleted_by, delete_reason from blog.articles
                    union select deletion_id, deleted_by, delete_reason from blog.comments) as stamps
                """)).containsExactly("f|user-7|spam|1");
        assertThat(live("authors")).isEqualTo("1 false 2 true");
        assertThat(live("articles")).isEqualTo("1 false 2 true");
        assertThat(live("comments")).isEqualTo("1 false 2 true");
    }

    @Test
    @DisplayName("SD-1 restrict refuses the deletion while a live row refers to it, of a table without soft delete too")
    void restrict() {
        app.runIn(1, "insert into blog.invoices (id, author_id, amount) values (1, 1, 100)");
        Session.Refusal refusal = app.refusedIn(1, "delete from blog.authors_live where id = 1");
        assertThat(refusal.sqlState()).isEqualTo(REFERRED_TO);
        assertThat(refusal.message()).contains("invoices_author_id_soft_fkey_live");
        assertThat(live("authors")).isEqualTo("1 true 2 true");
        assertThat(live("comments")).isEqualTo("1 true 2 true");
        app.runIn(1, "delete from blog.invoices");
        app.runIn(1, "delete from blog.authors_live where id = 1");
        assertThat(live("comments")).isEqualTo("1 false 2 true");
    }

    @Test
    @DisplayName("SD-2 a new row under a deleted one is refused, and so is moving one there")
    void newChild() {
        app.runIn(1, "insert into blog.authors (id, email) values (9, 'b@x')");
        app.runIn(1, "delete from blog.authors_live where id = 1");
        assertThat(app.refusedIn(1, "insert into blog.articles (id, author_id, title) values (9, 1, 'x')")
                        .message())
                .contains("articles_author_id_soft_fkey_live");
        app.runIn(1, "insert into blog.articles (id, author_id, title) values (9, 9, 'x')");
        assertThat(app.refusedIn(1, "update blog.articles set author_id = 1 where id = 9")
                        .sqlState())
                .isEqualTo(REFERRED_TO);
        assertThat(app.refusedIn(1, "insert into blog.articles (id, author_id, title) values (10, 2, 'x')")
                        .sqlState())
                .as("another tenant's author")
                .isEqualTo(REFERRED_TO);
    }

    @Test
    @DisplayName("restoring brings back exactly what went with the row, with all its versions counted")
    void restore() {
        app.runIn(1, "delete from blog.authors_live where id = 1");
        app.runIn(1, "update blog.authors set deleted_at = null where id = 1");
        assertThat(live("authors") + live("articles") + live("comments"))
                .isEqualTo("1 true 2 true1 true 2 true1 true 2 true");
        assertThat(app.rowsIn(1, "select deletion_id, deleted_by from blog.comments"))
                .containsExactly("null|null");
        assertThat(app.rowsIn(1, "select version from blog.authors")).containsExactly("3");
    }

    @Test
    @DisplayName("SD-12 restoring doesn't revive what was deleted before")
    void older() {
        app.runIn(1, "insert into blog.comments (id, article_id) values (11, 1), (12, 1)");
        app.runIn(1, "delete from blog.comments_live where id = 11");
        app.runIn(1, "delete from blog.authors_live where id = 1");
        app.runIn(1, "update blog.authors set deleted_at = null where id = 1");
        assertThat(live("comments")).isEqualTo("1 true 2 true 11 false 12 true");
    }

    @Test
    @DisplayName("a row isn't restored under a deleted one")
    void parentDeleted() {
        app.runIn(1, "delete from blog.authors_live where id = 1");
        assertThat(app.refusedIn(1, "update blog.articles set deleted_at = null where id = 1")
                        .sqlState())
                .isEqualTo(REFERRED_TO);
        assertThat(app.refusedIn(1, "update blog.comments set deleted_at = null where id = 1")
                        .sqlState())
                .isEqualTo(REFERRED_TO);
    }

    @Test
    @DisplayName("with holdfast.cascade off a restoration is of the row alone")
    void cascadeOff() {
        app.runIn(1, "delete from blog.authors_live where id = 1");
        app.runIn(1, "set local holdfast.cascade = 'off'; update blog.authors set deleted_at = null where id = 1");
        assertThat(live("authors") + " " + live("articles")).isEqualTo("1 true 2 true 1 false 2 true");
    }

    @Test
    @DisplayName("several parents in one statement take all their children along, and come back in one")
    void several() {
        app.runIn(
                1,
                "insert into blog.authors (id, email) values (11, 'b@x'), (12, 'c@x');"
                        + " insert into blog.articles (id, author_id, title) values (11, 11, 'x'), (12, 12, 'y'), (13, 12, 'z')");
        app.runIn(1, "delete from blog.authors_live");
        assertThat(app.rowsIn(1, "select count(*), count(distinct deletion_id) from blog.articles"))
                .containsExactly("4|1");
        app.runIn(1, "update blog.authors set deleted_at = null");
        assertThat(app.rowsIn(1, "select count(*) from blog.articles_live")).containsExactly("4");
    }

    @Test
    @DisplayName("derive hides the row while the one above it is deleted, and changes nothing in it")
    void derive() {
        app.runIn(1, "insert into blog.pictures (id, article_id, file) values (1, 1, 'a.png'), (3, null, 'b.png')");
        app.runIn(1, "delete from blog.articles_live where id = 1");
        assertThat(app.rowsIn(1, "select id from blog.pictures_live")).containsExactly("3");
        assertThat(app.rowsIn(1, "select id from blog.pictures order by id")).containsExactly("1", "3");
        assertThat(app.refusedIn(1, "insert into blog.pictures_live (id, article_id) values (4, 1)")
                        .sqlState())
                .isEqualTo("44000");
        app.runIn(1, "update blog.articles set deleted_at = null");
        assertThat(app.rowsIn(1, "select * from blog.pictures_live order by id"))
                .containsExactly("1|1|1|a.png", "3|1|null|b.png");
        assertThat(app.runIn(1, "delete from blog.pictures_live where id = 3")).isOne();
        assertThat(app.rowsIn(1, "select id from blog.pictures")).containsExactly("1");
    }

    @Test
    @DisplayName(
            "SD-13 a hard delete above leaves no dangling key: an ordinary cascade into the table is refused whole")
    void hardDelete() {
        Database own = Database.withHoldfast()
                .update(Database.xml(Database.changeSet(
                                "tables",
                                Database.sql(
                                        "create table public.p (id int primary key); create table public.c (id int primary key,"
                                                + " p_id int references public.p on delete cascade);"
                                                + " insert into p values (1); insert into c values (1, 1)"))
                        + Database.changeSet("c", "<holdfast:enableSoftDelete tableName='c' tenant='false'/>")));
        try (Session there = own.owner()) {
            Session.Refusal refusal = there.refused("delete from p");
            assertThat(refusal.message()).isEqualTo("Rows of public.c are deleted softly");
            assertThat(there.rows("select p.id from p join c on p_id = p.id")).containsExactly("1");
        }
    }

    @Test
    @DisplayName("SD-2 a parent deleted while a child is inserted: the insert waits, and is refused")
    void deletedFirst() throws Exception {
        try (Session inserting = database.app()) {
            open(app);
            app.run("delete from blog.authors_live where id = 1");
            CompletableFuture<Session.Refusal> insert = CompletableFuture.supplyAsync(
                    () -> inserting.refusedIn(
                            1, "insert into blog.articles (id, author_id, title) values (9, 1, 'late')"),
                    Waiting.OWN_THREAD);
            awaitWaiting();
            app.run("commit");
            assertThat(insert.get(30, TimeUnit.SECONDS).sqlState()).isEqualTo(REFERRED_TO);
        }
        expectNoOrphan();
    }

    @Test
    @DisplayName("SD-2 a child inserted while its parent is deleted: the deletion waits, and takes it along")
    void insertedFirst() throws Exception {
        try (Session deleting = database.app()) {
            open(app);
            app.run("insert into blog.articles (id, author_id, title) values (9, 1, 'late')");
            CompletableFuture<Integer> delete = CompletableFuture.supplyAsync(
                    () -> deleting.runIn(1, "delete from blog.authors_live where id = 1"), Waiting.OWN_THREAD);
            awaitWaiting();
            app.run("commit");
            assertThat(delete.get(30, TimeUnit.SECONDS)).isOne();
        }
        assertThat(live("articles")).isEqualTo("1 false 2 true 9 false");
        expectNoOrphan();
    }

    @Test
    @DisplayName("SD-2 in repeatable read, where the deletion doesn't see the new child, it is refused")
    void repeatableRead() throws Exception {
        try (Session deleting = database.app()) {
            deleting.run("set default_transaction_isolation = 'repeatable read'");
            open(app);
            app.run("insert into blog.articles (id, author_id, title) values (9, 1, 'late')");
            CompletableFuture<Session.Refusal> delete = CompletableFuture.supplyAsync(
                    () -> deleting.refusedIn(1, "delete from blog.authors_live where id = 1"), Waiting.OWN_THREAD);
            awaitWaiting();
            app.run("commit");
            assertThat(delete.get(30, TimeUnit.SECONDS).sqlState()).isIn(REFERRED_TO, "40001");
        }
        expectNoOrphan();
    }

    private static void open(Session session) {
        session.run("begin");
        session.rows("select set_config('holdfast.tenant_id', '1', true)");
    }

    private static void awaitWaiting() throws InterruptedException {
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (superuser.rows("select 1 from pg_locks where not granted").isEmpty()) {
                assertThat(System.nanoTime()).as("nobody waits").isLessThan(end);
                Thread.sleep(5);
            }
        }
    }

    private void expectNoOrphan() {
        assertThat(across.rows("select c.id from blog.articles_live c join blog.authors p on p.id = c.author_id"
                        + " where p.deleted_at is not null"))
                .isEmpty();
    }
}
