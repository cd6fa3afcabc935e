package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Soft delete as bare SQL clients see it. */
class SoftDeleteTest extends SoftDeleteFixture {
    private static final String STAMPS = "select deleted_at, deleted_by, delete_reason, deletion_id from blog.authors";

    @Test
    @DisplayName("a plain update of deleted_at stamps id, actor and reason")
    void stamped() {
        app.runIn(
                1,
                "set local holdfast.actor = 'user-7'; set local holdfast.reason = 'spam';"
                        + " update blog.authors set deleted_at = now() where id = 1");
        assertThat(app.rowsIn(
                        1,
                        "select deleted_at <= now(), deleted_by, delete_reason, deletion_id is not null, live"
                                + " from blog.authors"))
                .containsExactly("t|user-7|spam|t|null");
    }

    @Test
    @DisplayName("without actor and reason there are none, and those in the statement come first")
    void unnamed() {
        app.runIn(1, "update blog.authors set deleted_at = now()");
        assertThat(app.rowsIn(1, "select deleted_by, delete_reason from blog.authors"))
                .containsExactly("null|null");
        app.runIn(
                2,
                "set local holdfast.actor = 'user-7'; set local holdfast.reason = 'spam';"
                        + " update blog.authors set deleted_at = now(), deleted_by = 'me'");
        assertThat(app.rowsIn(2, "select deleted_by, delete_reason from blog.authors"))
                .containsExactly("me|spam");
    }

    @Test
    @DisplayName("who gives the deletion's id gives all stamps")
    void complete() {
        app.runIn(
                1,
                "set local holdfast.actor = 'user-7'; update blog.authors set deleted_at = now(),"
                        + " deletion_id = '7f5c1f60-5c6b-4d0e-9a39-52d10a8a1f11', version = version + 1");
        assertThat(app.rowsIn(1, "select deleted_by, deletion_id, version from blog.authors"))
                .containsExactly("null|7f5c1f60-5c6b-4d0e-9a39-52d10a8a1f11|2");
    }

    @Test
    @DisplayName("all rows of one statement are one deletion, and those of another statement are another")
    void together() {
        app.runIn(1, "insert into blog.articles (id, author_id, title) values (11, 1, 'x'), (12, 1, 'y')");
        app.runIn(1, "update blog.articles set deleted_at = now() where id in (1, 11)");
        app.runIn(1, "update blog.articles set deleted_at = now() where id = 12");
        assertThat(app.rowsIn(
                        1, "select string_agg(id::text, ' ' order by id) from blog.articles group by deletion_id"))
                .containsExactlyInAnyOrder("1 11", "12");
    }

    @Test
    @DisplayName("a deleted row is never stamped again, whatever an update says")
    void again() {
        app.runIn(1, "set local holdfast.actor = 'first'; update blog.authors set deleted_at = now()");
        List<String> before = app.rowsIn(1, STAMPS);
        app.runIn(1, "set local holdfast.actor = 'second'; update blog.authors set deleted_at = now()");
        app.runIn(
                1, "update blog.authors set deleted_at = now(), deletion_id = gen_random_uuid(), deleted_by = 'third'");
        app.runIn(1, "update blog.authors set deletion_id = null");
        app.runIn(1, "update blog.authors set delete_reason = 'other'");
        assertThat(app.rowsIn(1, STAMPS)).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "a live row takes no stamps, and one that is inserted deleted gets all of them, with the time as it is")
    void live() {
        app.runIn(
                1, "update blog.authors set deleted_by = 'me', delete_reason = 'why', deletion_id = gen_random_uuid()");
        assertThat(app.rowsIn(1, STAMPS)).containsExactly("null|null|null|null");
        app.runIn(1, "insert into blog.authors (id, email, deleted_at) values (9, 'b@x', '2000-01-01')");
        assertThat(
                        app.rowsIn(
                                1,
                                "select deletion_id is not null and deleted_at > now() - interval '1 day' from blog.authors where id = 9"))
                .containsExactly("t");
        assertThat(app.refusedIn(1, "insert into blog.authors (id, email, deleted_by) values (9, 'b@x', 'me')")
                        .message())
                .contains("authors_deletion_check");
        assertThat(app.refusedIn(1, "update blog.authors set live = null").sqlState())
                .isEqualTo("428C9");
    }

    @Test
    @DisplayName("the version column counts up with deletion and restoration in plain SQL, and not twice")
    void version() {
        app.runIn(1, "update blog.authors set deleted_at = now()");
        assertThat(app.rowsIn(1, "select version from blog.authors")).containsExactly("2");
        app.runIn(1, "update blog.authors set deleted_at = now()");
        assertThat(app.rowsIn(1, "select version from blog.authors")).containsExactly("2");
        app.runIn(1, "update blog.authors set deleted_at = null");
        assertThat(app.rowsIn(1, "select version, deletion_id from blog.authors"))
                .containsExactly("3|null");
        app.runIn(1, "update blog.authors set deleted_at = now(), version = version + 1");
        assertThat(app.rowsIn(1, "select version from blog.authors")).containsExactly("4");
        app.runIn(1, "delete from blog.authors_live where version = 3");
        assertThat(across.one("select count(*) from blog.authors where version = 4"))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("a bare delete is refused to the application and to the role across tenants")
    void bareDelete() {
        assertThat(app.refusedIn(1, "delete from blog.authors").sqlState()).isEqualTo(DENIED);
        assertThat(across.refused("delete from blog.authors").sqlState()).isEqualTo(DENIED);
        assertThat(app.refusedIn(1, "set local holdfast.purge = 'on'; delete from blog.authors")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(app.refusedIn(1, "truncate blog.authors cascade").sqlState()).isEqualTo(DENIED);
        assertThat(live("authors")).isEqualTo("1 true 2 true");
    }

    @Test
    @DisplayName("whoever has the right to delete is told how, even where row-level security would show no row")
    void hint() {
        Session.Refusal refusal = owner.refused("delete from blog.authors");
        assertThat(refusal.sqlState()).isEqualTo(DENIED);
        assertThat(refusal.message()).isEqualTo("Rows of blog.authors are deleted softly");
        assertThat(refusal.hint())
                .isEqualTo(
                        "delete from blog.authors_live, or update blog.authors set deleted_at = now(). For good and when"
                                + " it is due: select blog.authors_purge(keys).");
        assertThat(refusal.table()).isEqualTo("authors");
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            assertThat(superuser.refused("delete from blog.authors").sqlState()).isEqualTo(DENIED);
        }
    }

    @Test
    @DisplayName("the live view inserts, updates, deletes softly and hides, without the stamps")
    void view() {
        app.runIn(1, "insert into blog.authors_live (id, email) values (9, 'b@x')");
        app.runIn(1, "update blog.authors_live set email = 'c@x' where id = 9");
        assertThat(app.rowsIn(1, "select * from blog.authors_live order by id"))
                .containsExactly("1|1|a@x|f|1", "9|1|c@x|f|1");
        assertThat(app.runIn(1, "delete from blog.authors_live where id = 9")).isOne();
        assertThat(app.rowsIn(1, "select id from blog.authors_live")).containsExactly("1");
        assertThat(app.rowsIn(1, "select deletion_id is null, version from blog.authors where id = 9"))
                .containsExactly("f|2");
        assertThat(app.runIn(1, "delete from blog.authors_live where id = 9")).isZero();
        assertThat(app.runIn(1, "update blog.authors_live set email = 'd@x' where id = 9"))
                .isZero();
    }

    @Test
    @DisplayName("the live view holds to the tenant: no row of another is seen, written or deleted through it")
    void viewOfAnotherTenant() {
        assertThat(app.rowsIn(1, "select id from blog.authors_live")).containsExactly("1");
        assertThat(app.rows("select id from blog.authors_live")).isEmpty();
        assertThat(app.refusedIn(1, "insert into blog.authors_live (id, tenant_id, email) values (9, 2, 'b@x')")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(app.runIn(1, "update blog.authors_live set email = 'mine' where id = 2"))
                .isZero();
        assertThat(app.runIn(1, "delete from blog.authors_live where id = 2")).isZero();
        assertThat(across.rows("select id from blog.authors_live order by id")).containsExactly("1", "2");
    }

    @Test
    @DisplayName("of the view, too, both roles may do only what they may do with the table")
    void viewPrivileges() {
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            assertThat(superuser.rows("select grantee || ' ' || string_agg(privilege_type, ' ' order by privilege_type)"
                            + " from information_schema.role_table_grants where table_name = 'authors_live'"
                            + " and grantee <> 'holdfast_owner' group by grantee order by grantee"))
                    .containsExactly(
                            "holdfast_across DELETE INSERT SELECT UPDATE", "holdfast_app DELETE INSERT SELECT UPDATE");
        }
    }

    @Test
    @DisplayName("SD-4 X-5 a deleted row's value can be taken again in its tenant, and a live one's can't")
    void unique() {
        assertThat(app.refusedIn(1, "insert into blog.authors (id, email) values (9, 'a@x')")
                        .message())
                .contains("authors_email_live_key");
        app.runIn(1, "delete from blog.authors_live where id = 1");
        app.runIn(1, "insert into blog.authors (id, email) values (9, 'a@x')");
        assertThat(app.refusedIn(1, "update blog.authors set deleted_at = null where id = 1")
                        .sqlState())
                .isEqualTo("23505");
        app.runIn(
                1,
                "insert into blog.authors (id, email) values (10, 'a@x') on conflict (tenant_id, email)"
                        + " where deleted_at is null do update set version = 7");
        assertThat(app.rowsIn(1, "select id, version from blog.authors_live")).containsExactly("9|7");
    }

    @Test
    @DisplayName("SD-6 a value can be deleted, taken and deleted again within one transaction")
    void oneTransaction() {
        app.runIn(1, """
                delete from blog.authors_live where id = 1;
                insert into blog.authors (id, email) values (8, 'a@x');
                delete from blog.authors_live where id = 8;
                insert into blog.authors (id, email) values (9, 'a@x')
                """);
        assertThat(app.rowsIn(1, "select id from blog.authors_live")).containsExactly("9");
    }

    @Test
    @DisplayName(
            "SD-10 updates and deletes of everything through the view don't touch deleted rows, and count without them")
    void everything() {
        app.runIn(1, "insert into blog.authors (id, email) values (8, 'b@x'), (9, 'c@x')");
        app.runIn(1, "delete from blog.authors_live where id = 9");
        assertThat(app.runIn(1, "update blog.authors_live set disputed = true")).isEqualTo(2);
        assertThat(app.runIn(1, "delete from blog.authors_live")).isEqualTo(2);
        assertThat(app.rowsIn(1, "select id, disputed from blog.authors order by id"))
                .containsExactly("1|t", "8|t", "9|f");
    }

    @Test
    @DisplayName("SD-14 delete returning gives the rows, and there is no rule")
    void returning() {
        assertThat(app.rowsIn(1, "delete from blog.authors_live returning id, email"))
                .containsExactly("1|a@x");
        assertThat(owner.rows("select * from pg_rules where schemaname = 'blog'"))
                .isEmpty();
    }

    @Test
    @DisplayName("a complete deletion passes the guard by, which costs more than the row")
    void guarded() {
        List<String> plan = app.rowsIn(
                1,
                "explain (analyze, costs off, timing off, summary off) update blog.articles"
                        + " set deleted_at = now(), deletion_id = gen_random_uuid()");
        assertThat(plan).noneMatch(line -> line.contains("zz_holdfast_deletion"));
        assertThat(app.rowsIn(
                        2,
                        "explain (analyze, costs off, timing off, summary off) update blog.articles"
                                + " set deleted_at = now()"))
                .anyMatch(line -> line.contains("zz_holdfast_deletion"));
    }
}
