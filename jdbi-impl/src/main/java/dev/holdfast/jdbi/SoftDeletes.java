package dev.holdfast.jdbi;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.jdbi.internal.deletion.sqlobject.SoftDeleteDao;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.SqlObject;

/**
 * For a SqlObject of yours to extend: deleting, restoring and finding deleted rows, by the same engine as the DSL, within
 * the transaction that the SqlObject is attached to.
 *
 * <pre>{@code
 * @ForTable(Articles.class)
 * interface ArticleDao extends SoftDeletes<Article, UUID> {
 *     @SqlQuery("select id, title from articles_live where author_id = :author")
 *     List<Article> by(@Bind("author") UUID author);
 * }
 *
 * acme.because("spam").useSqlObject(ArticleDao.class, dao -> dao.deleteById(id));
 * }</pre>
 *
 * <p>It works where a session of Holdfast attached it: by {@code withSqlObject}, {@code useSqlObject}, {@code tx.attach}
 * or {@code joining}. Elsewhere each call throws {@link dev.holdfast.error.TransactionRequiredException}. Used by the
 * thread of its transaction.
 *
 * @param <T> what a row becomes: a record, Kotlin data class or bean, whose names match columns or stamps
 * @param <ID> the primary key, without the tenant: its value, or for a key of several columns a record with a component
 *     for each
 */
public interface SoftDeletes<T, ID> extends SqlObject {

    /**
     * Deletes the live row with this key, and what its deletion cascades to.
     *
     * @return what was hidden; empty where there is no such live row
     * @throws dev.holdfast.error.ForeignKeyViolationException where live rows refer to it and don't go with it
     */
    default Deletion deleteById(ID id) {
        return SoftDeleteDao.of(this).delete(id);
    }

    /** Restores the deleted row with this key, and what its deletion hid below it; all or nothing. */
    default RestoreResult restoreById(ID id) {
        return SoftDeleteDao.of(this).restore(id);
    }

    /** The deleted rows, the last one first. */
    @SuppressWarnings("unchecked") // the mapping is to the class that T stands for
    default List<T> findDeleted() {
        return (List<T>) SoftDeleteDao.of(this).deleted();
    }

    /** The deleted row with this key; empty where there is none, or it is live. */
    @SuppressWarnings("unchecked") // as above
    default Optional<T> findDeletedById(ID id) {
        return (Optional<T>) SoftDeleteDao.of(this).deleted(id);
    }
}
