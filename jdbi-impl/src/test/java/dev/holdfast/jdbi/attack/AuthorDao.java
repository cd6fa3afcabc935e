package dev.holdfast.jdbi.attack;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jdbi.v3.sqlobject.transaction.Transaction;

/** Authors by a hand-written SqlObject that says nothing of a tenant, unless it attacks one. */
public interface AuthorDao {

    @SqlQuery("select name from authors order by name")
    List<String> names();

    @SqlQuery("select current_setting('holdfast.tenant_id', true)")
    String setting();

    @SqlUpdate("insert into authors (id, name, email) values (:id, :name, :email)")
    int insert(@Bind("id") UUID id, @Bind("name") String name, @Bind("email") String email);

    @SqlUpdate("insert into authors (id, tenant_id, name, email) values (:id, :tenant, :name, :email)")
    int insertFor(
            @Bind("id") UUID id, @Bind("tenant") long tenant, @Bind("name") String name, @Bind("email") String email);

    @SqlUpdate("insert into articles (id, author_id, title, tags) values (:id, :author, :title, '{}')")
    int insertArticle(@Bind("id") UUID id, @Bind("author") UUID author, @Bind("title") String title);

    @SqlUpdate("update authors set name = :name where id = :id")
    int rename(@Bind("id") UUID id, @Bind("name") String name);

    @SqlUpdate("update authors set tenant_id = :tenant where id = :id")
    int move(@Bind("id") UUID id, @Bind("tenant") long tenant);

    @SqlUpdate("delete from authors where id = :id")
    int delete(@Bind("id") UUID id);

    @Transaction
    default void insertAndFail(UUID id, String name) {
        insert(id, name, name + "@press.test");
        throw new IllegalStateException("after the insert");
    }
}
