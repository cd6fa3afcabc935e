package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The one way for rows to go for good: authors after 30 days unless disputed, comments at once. */
class PurgeTest extends SoftDeleteFixture {
    /** Deletes an author as if so many days ago. */
    private void deleted(int tenant, int id, int days, boolean disputed) {
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.runIn(tenant, insert(id, days, disputed));
        }
    }

    private static String insert(int id, int days, boolean disputed) {
        return "insert into blog.authors (id, email, disputed, deleted_at, deletion_id) values (" + id + ", '" + id
                + "@x', " + disputed + ", now() - interval '" + days + " days', gen_random_uuid())";
    }

    @Test
    @DisplayName("only what is deleted, due and not held goes, and the count says how many")
    void due() {
        deleted(1, 11, 31, false);
        deleted(1, 12, 29, false);
        deleted(1, 13, 31, true);
        deleted(2, 14, 31, false);
        assertThat(app.rowsIn(1, "select blog.authors_purge(array[1, 11, 12, 13, 14, 99])"))
                .containsExactly("1");
        assertThat(across.rows("select id from blog.authors order by id")).containsExactly("1", "2", "12", "13", "14");
    }

    @Test
    @DisplayName("another tenant's rows stay, and without a tenant nothing goes")
    void tenants() {
        deleted(1, 11, 31, false);
        assertThat(app.rowsIn(2, "select blog.authors_purge(array[11])")).containsExactly("0");
        assertThat(app.rows("select blog.authors_purge(array[11])")).containsExactly("0");
        assertThat(across.rows("select blog.authors_purge(array[11])")).containsExactly("0");
        assertThat(across.rowsIn(1, "select blog.authors_purge(array[11])")).containsExactly("1");
        owner.expectBound("blog.authors");
    }

    @Test
    @DisplayName("a row that a row still refers to is refused, so children go first")
    void order() {
        app.runIn(1, "delete from blog.articles_live where id = 1");
        assertThat(app.refusedIn(1, "select blog.articles_purge(array[1])").sqlState())
                .isEqualTo(REFERRED_TO);
        assertThat(app.rowsIn(1, "select blog.comments_purge(array[1])")).containsExactly("1");
        assertThat(app.rowsIn(1, "select blog.articles_purge(array[1])")).containsExactly("1");
    }

    @Test
    @DisplayName("TN-27 neither the search path nor a temporary table, function or operator fools it")
    void fooled() {
        deleted(1, 11, 29, false);
        deleted(1, 12, 31, true);
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("grant create on schema public to holdfast_app");
        }
        app.run("""
                create temporary table authors (like blog.authors);
                create function pg_temp.now() returns timestamptz language sql as $$ select timestamptz 'infinity' $$;
                create function public.now() returns timestamptz language sql as $$ select timestamptz 'infinity' $$;
                create function public.current_setting(text, boolean) returns text language sql as $$ select '2' $$;
                create function public.yes(bigint, bigint) returns boolean language sql as $$ select true $$;
                create operator public.= (leftarg = bigint, rightarg = bigint, function = public.yes);
                set search_path = pg_temp, public, pg_catalog
                """);
        assertThat(app.rowsIn(1, "select blog.authors_purge(array[2, 11, 12])")).containsExactly("0");
        assertThat(across.rows("select id from blog.authors order by id")).containsExactly("1", "2", "11", "12");
    }

    @Test
    @DisplayName(
            "afterwards the door is shut again: a delete by whoever has the right is refused in the same transaction")
    void shut() {
        deleted(1, 11, 31, false);
        owner.runIn(1, "select blog.authors_purge(array[11])");
        assertThat(owner.refusedIn(1, "select blog.authors_purge(array[11]); delete from blog.authors")
                        .message())
                .isEqualTo("Rows of blog.authors are deleted softly");
    }

    @Test
    @DisplayName("nobody but the two roles may call it")
    void execute() {
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            String other = Cluster.unique("other");
            superuser.run("create role " + other + " login; grant usage on schema blog to " + other);
            assertThat(superuser.one("select prosecdef and proowner = 'holdfast_owner'::regrole"
                            + " and proconfig = array['search_path=pg_catalog, pg_temp'] from pg_proc"
                            + " where proname = 'authors_purge'"))
                    .isEqualTo("t");
            try (Session session = database.session(other)) {
                assertThat(session.refused("select blog.authors_purge(array[1])")
                                .sqlState())
                        .isEqualTo(DENIED);
            }
            superuser.run("drop owned by " + other + "; drop role " + other);
        }
    }
}
