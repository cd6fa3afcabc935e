package dev.holdfast.liquibase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The tables of samples/soft-delete.xml. Tenant 1 has author 1, article 1 of that author and comment 1 on that article, tenant 2
 * likewise has those numbered 2.
 */
abstract class SoftDeleteFixture {
    static final String DENIED = "42501";
    static final String REFERRED_TO = "23503";

    static Database database;

    Session app;
    Session owner;
    Session across;

    @BeforeAll
    static void migrate() {
        database = Database.create().update("samples/soft-delete.xml");
    }

    @BeforeEach
    void rows() {
        app = database.app();
        owner = database.owner();
        across = database.across();
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("truncate blog.authors, blog.articles, blog.comments, blog.pictures, blog.invoices");
        }
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(tenant, """
                    insert into blog.authors (id, email) values (%1$d, 'a@x');
                    insert into blog.articles (id, author_id, title) values (%1$d, %1$d, 'T%1$d');
                    insert into blog.comments (id, article_id, body) values (%1$d, %1$d, 'B%1$d')
                    """.formatted(tenant));
        }
    }

    @AfterEach
    void close() {
        app.close();
        owner.close();
        across.close();
    }

    /** Whether the rows of a table are live, of all tenants, as {@code 1 t 2 f}. */
    String live(String table) {
        return String.join(
                " ", across.rows("select id || ' ' || (deleted_at is null) from blog." + table + " order by id"));
    }
}
