package dev.holdfast.jdbi.attack;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;

import dev.holdfast.Session;
import dev.holdfast.Work;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The ways in which an application reaches its rows; what is promised holds for each. */
public enum Way {
    /** Statements of the DSL, each on its own. */
    DSL,
    /** Statements of the DSL in a transaction. */
    DSL_IN_TRANSACTION,
    /** A hand-written SqlObject. */
    SQL_OBJECT,
    /** Plain SQL through a handle. */
    HANDLE;

    public List<String> names(JdbiTenantScope scope) {
        return isDsl()
                ? session(scope, s -> s.from(AUTHORS)
                        .orderBy(AUTHORS.name.asc())
                        .values(AUTHORS.name)
                        .list())
                : dao(scope, AuthorDao::names, h -> h.createQuery("select name from authors order by name")
                        .mapTo(String.class)
                        .list());
    }

    public long insert(JdbiTenantScope scope, UUID id, String name, String email) {
        return isDsl()
                ? session(scope, s -> s.insertInto(AUTHORS, row -> row.set(AUTHORS.id, id)
                                .set(AUTHORS.name, name)
                                .set(AUTHORS.email, email))
                        .execute())
                : dao(
                        scope,
                        dao -> dao.insert(id, name, email),
                        h -> h.execute("insert into authors (id, name, email) values (?, ?, ?)", id, name, email));
    }

    public long insertFor(JdbiTenantScope scope, long tenant, UUID id, String name) {
        String email = name + "@press.test";
        return isDsl()
                ? session(scope, s -> s.insertInto(AUTHORS, row -> row.set(AUTHORS.id, id)
                                .set(AUTHORS.tenantId, tenant)
                                .set(AUTHORS.name, name)
                                .set(AUTHORS.email, email))
                        .execute())
                : dao(
                        scope,
                        dao -> dao.insertFor(id, tenant, name, email),
                        h -> h.execute(
                                "insert into authors (id, tenant_id, name, email) values (?, ?, ?, ?)",
                                id,
                                tenant,
                                name,
                                email));
    }

    public long insertArticle(JdbiTenantScope scope, UUID author, String title) {
        UUID id = UUID.randomUUID();
        return isDsl()
                ? session(scope, s -> s.insertInto(ARTICLES, row -> row.set(ARTICLES.id, id)
                                .set(ARTICLES.authorId, author)
                                .set(ARTICLES.title, title)
                                .set(ARTICLES.tags, List.of()))
                        .execute())
                : dao(
                        scope,
                        dao -> dao.insertArticle(id, author, title),
                        h -> h.execute(
                                "insert into articles (id, author_id, title, tags) values (?, ?, ?, '{}')",
                                id,
                                author,
                                title));
    }

    public long rename(JdbiTenantScope scope, UUID id, String name) {
        return isDsl()
                ? session(scope, s -> s.update(AUTHORS)
                        .set(AUTHORS.name, name)
                        .where(AUTHORS.id.eq(id))
                        .execute())
                : dao(
                        scope,
                        dao -> dao.rename(id, name),
                        h -> h.execute("update authors set name = ? where id = ?", name, id));
    }

    public long move(JdbiTenantScope scope, UUID id, long tenant) {
        return isDsl()
                ? session(scope, s -> s.update(AUTHORS)
                        .set(AUTHORS.tenantId, tenant)
                        .where(AUTHORS.id.eq(id))
                        .execute())
                : dao(
                        scope,
                        dao -> dao.move(id, tenant),
                        h -> h.execute("update authors set tenant_id = ? where id = ?", tenant, id));
    }

    public long delete(JdbiTenantScope scope, UUID id) {
        return isDsl()
                ? session(
                        scope,
                        s -> s.deleteFrom(AUTHORS).where(AUTHORS.id.eq(id)).execute())
                : dao(scope, dao -> dao.delete(id), h -> h.execute("delete from authors where id = ?", id));
    }

    public boolean isDsl() {
        return this == DSL || this == DSL_IN_TRANSACTION;
    }

    private <R> R session(JdbiTenantScope scope, Work<? super Session, R> work) {
        if (this == DSL) {
            try {
                return work.run(scope);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return scope.inTransaction(work::run);
    }

    private <R> R dao(JdbiTenantScope scope, Work<AuthorDao, R> dao, Work<Handle, R> handle) {
        return this == SQL_OBJECT ? scope.withSqlObject(AuthorDao.class, dao::run) : scope.withHandle(handle::run);
    }
}
