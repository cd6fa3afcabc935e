package dev.holdfast.examples.softdelete;

import dev.holdfast.jdbi.ForTable;
import dev.holdfast.jdbi.SoftDeletes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** SQL by hand beside the calls that SoftDeletes brings. */
// region:dao
@ForTable(Articles.class)
public interface ArticleDao extends SoftDeletes<ArticleDao.Gone, UUID> {

    record Gone(
            UUID id,
            String title,
            Instant deletedAt,
            @Nullable String deletedBy,
            @Nullable String deleteReason) {}

    @SqlQuery("select title from articles_live where author_id = :author order by title")
    List<String> titlesBy(@Bind("author") UUID author);

    @SqlUpdate("delete from articles_live where slug = :slug")
    int deleteBySlug(@Bind("slug") String slug);
}
// endregion:dao
