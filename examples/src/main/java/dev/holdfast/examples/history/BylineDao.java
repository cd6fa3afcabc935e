package dev.holdfast.examples.history;

import dev.holdfast.history.SnapshotToken;
import dev.holdfast.jdbi.AsOf;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** SQL by hand that reads what was. */
public interface BylineDao {

    record Byline(String title, String name, String label) {}

    // region:dao
    @SqlQuery("""
            select a.title, u.name, s.label
            from articles_as_of(:at) a
            join authors_as_of(:at) u on u.id = a.author_id
            join sections s on s.code = a.section
            where a.deleted_at is null
            """)
    @RegisterConstructorMapper(Byline.class)
    List<Byline> bylines(@AsOf(value = "at", withCurrent = "sections") Instant at);

    @SqlQuery("select title from articles_as_of_token(:token) where deleted_at is null")
    List<String> titles(@AsOf("token") SnapshotToken token);
    // endregion:dao

    /** Forgets to read by the moment, which is refused. */
    @SqlQuery("select count(*) from articles where :at is not null")
    long mistaken(@AsOf("at") Instant at);
}
