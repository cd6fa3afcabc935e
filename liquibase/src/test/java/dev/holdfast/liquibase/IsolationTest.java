package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fence around rows, attacked in bare SQL. */
class IsolationTest extends BlogFixture {
    @Test
    @DisplayName("TN-1 the owner is refused every row as long as FORCE is on, and everything without FORCE")
    void ownerBypass() {
        owner.expectBound("blog.authors");
        owner.run("begin; alter table blog.authors no force row level security");
        assertThat(owner.rows("select id from blog.authors order by id")).containsExactly("1", "2");
        owner.run("rollback");
        owner.expectBound("blog.authors");
    }

    @Test
    @DisplayName(
            "TN-5 after a transaction with a tenant the setting is '' and a query finds nothing, without a cast error")
    void emptySetting() {
        assertThat(app.rowsIn(1, "select id from blog.authors")).containsExactly("1");
        assertThat(app.one("select current_setting('holdfast.tenant_id', true)"))
                .isEmpty();
        assertThat(app.rows("select id from blog.authors")).isEmpty();
        assertThat(app.rows("select id from holdfast.tenants")).isEmpty();
        assertThat(app.refused("insert into blog.authors (email) values ('x')").sqlState())
                .isEqualTo(DENIED);
        try (Session fresh = database.app()) {
            assertThat(fresh.rows("select id from blog.authors")).isEmpty();
            assertThat(fresh.refused("insert into blog.authors (email) values ('x')")
                            .sqlState())
                    .isEqualTo(DENIED);
        }
    }

    @Test
    @DisplayName("a plain insert is stamped with the tenant")
    void stamped() {
        app.runIn(2, "insert into blog.authors (email) values ('new@x')");
        assertThat(across.rows("select tenant_id from blog.authors where email = 'new@x'"))
                .containsExactly("2");
        assertThat(across.refused("insert into blog.authors (email) values ('nobody@x')")
                        .sqlState())
                .isEqualTo("23502");
    }

    @Test
    @DisplayName("TN-6 a row's tenant can't be changed: not by the application, not across tenants, not by the owner")
    void immutable() {
        assertThat(app.refusedIn(1, "update blog.articles set tenant_id = 2").sqlState())
                .isEqualTo(DENIED);
        var error = across.refused("update blog.articles set tenant_id = 2 where id = 1");
        assertThat(error.sqlState()).isEqualTo(DENIED);
        assertThat(error.message()).contains("The tenant of a row in blog.articles can't be changed");
        assertThat(error.table()).isEqualTo("articles");
        owner.run("begin; alter table blog.articles no force row level security");
        assertThat(owner.refused("update blog.articles set tenant_id = 2 where id = 1")
                        .sqlState())
                .isEqualTo(DENIED);
        owner.run("rollback");
        assertThat(across.run("update blog.articles set tenant_id = tenant_id, title = 'same tenant'"))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("TN-6 a trigger of the user's own can't change a row's tenant behind an update either")
    void immutableBehindTrigger() {
        owner.run("""
                create function blog.restamp() returns trigger language plpgsql as
                    $$ begin new.tenant_id := 1; return new; end $$;
                create trigger stamp before update on blog.articles for each row execute function blog.restamp();
                """);
        try {
            assertThat(across.refused("update blog.articles set title = 'x' where id = 2")
                            .sqlState())
                    .isEqualTo(DENIED);
        } finally {
            owner.run("drop trigger stamp on blog.articles; drop function blog.restamp()");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into blog.authors (tenant_id, email) values (2, 'x')",
                "insert into blog.authors (tenant_id, email) values (null, 'x')",
                "insert into blog.authors (id, email) overriding system value values (2, 'x') "
                        + "on conflict (id) do update set email = 'x'",
                "with gone as (delete from blog.articles returning tenant_id) "
                        + "insert into blog.authors (tenant_id, email) select tenant_id + 1, 'x' from gone",
            })
    @DisplayName("TN-7 an insert for another tenant is denied")
    void otherTenant(String sql) {
        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        assertThat(across.one("select count(*) from blog.authors")).isEqualTo("2");
    }

    @Test
    @DisplayName("TN-7 another tenant's rows can't be read, updated, deleted or locked")
    void otherTenantsRows() {
        assertThat(app.rowsIn(1, "select id from blog.authors")).containsExactly("1");
        assertThat(app.rowsIn(1, "select id from blog.authors where tenant_id = 2 or true"))
                .containsExactly("1");
        assertThat(app.rowsIn(1, "select id from blog.authors where id = 2 for update"))
                .isEmpty();
        assertThat(app.runIn(1, "update blog.authors set email = 'x' where id = 2"))
                .isZero();
        assertThat(app.runIn(1, "delete from blog.articles where tenant_id = 2"))
                .isZero();
    }

    @Test
    @DisplayName("TN-8 a row can't refer to another tenant's row")
    void foreignKey() {
        assertThat(app.refusedIn(1, "insert into blog.articles (author_id, title) values (2, 'x')")
                        .sqlState())
                .isEqualTo("23503");
        assertThat(app.refusedIn(1, "update blog.articles set author_id = 2").sqlState())
                .isEqualTo("23503");
        assertThat(across.refused("update blog.articles set author_id = 2 where id = 1")
                        .sqlState())
                .isEqualTo("23503");
    }

    @Test
    @DisplayName("TN-9 a value that another tenant has can be inserted")
    void uniquePerTenant() {
        assertThat(app.runIn(1, "insert into blog.authors (email) values ('a2@x')"))
                .isOne();
        assertThat(app.refusedIn(1, "insert into blog.authors (email) values ('a2@x')")
                        .sqlState())
                .isEqualTo("23505");
    }

    @Test
    @DisplayName("the registry shows the application its own tenant only, and lets it change none")
    void registry() {
        assertThat(app.rowsIn(1, "select id, name, status from holdfast.tenants"))
                .containsExactly("1|Acme|active");
        assertThat(app.refusedIn(1, "update holdfast.tenants set status = 'suspended'")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(app.refusedIn(1, "insert into holdfast.tenants (id, name) values (9, 'x')")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(across.rows("select id from holdfast.tenants order by id")).containsExactly("1", "2");
        assertThat(across.run("update holdfast.tenants set status = 'suspended', suspended_at = now() where id = 2"))
                .isOne();
        assertThat(across.run("update holdfast.tenants set status = 'active', suspended_at = null where id = 2"))
                .isOne();
        assertThat(across.refused("delete from holdfast.tenants").sqlState()).isEqualTo(DENIED);
        assertThat(across.refused("update holdfast.tenants set status = 'gone'").sqlState())
                .isEqualTo("23514");
        assertThat(app.refusedIn(3, "insert into blog.authors (email) values ('x')")
                        .sqlState())
                .isEqualTo("23503");
    }
}
