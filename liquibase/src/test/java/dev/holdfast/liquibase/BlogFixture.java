package dev.holdfast.liquibase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The tables of samples/blog.xml. Tenant 1 has author 1 and article 1, tenant 2 has author 2 and article 2. */
abstract class BlogFixture {
    static final String DENIED = "42501";

    static Database database;

    Session app;
    Session owner;
    Session across;

    @BeforeAll
    static void migrate() {
        database = Database.create().update("samples/blog.xml");
        try (Session owner = database.owner()) {
            owner.run(
                    "alter table blog.authors alter id restart with 100; alter table blog.articles alter id restart with 100");
        }
    }

    @BeforeEach
    void rows() {
        app = database.app();
        owner = database.owner();
        across = database.across();
        across.run("delete from blog.articles; delete from blog.authors;");
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(
                    tenant,
                    "insert into blog.authors (id, email) overriding system value values (%1$d, 'a%1$d@x')"
                            .formatted(tenant));
            app.runIn(
                    tenant,
                    "insert into blog.articles (id, author_id, title) overriding system value values (%1$d, %1$d, 'T%1$d')"
                            .formatted(tenant));
        }
    }

    @AfterEach
    void close() {
        app.close();
        owner.close();
        across.close();
    }
}
