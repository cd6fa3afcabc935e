package dev.holdfast.jdbi;

import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.AuditRead;
import dev.holdfast.audit.BoundRevert;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.jdbi.internal.audit.sqlobject.AuditTrailDao;
import org.jdbi.v3.sqlobject.SqlObject;

/**
 * For a SqlObject of yours to extend: what became of its table's rows, and undoing it, by the same engine as {@code
 * session.audit()}, within the transaction that the SqlObject is attached to.
 *
 * <pre>{@code
 * @ForTable(Articles.class)
 * interface ArticleDao extends AuditTrail<UUID> { … }
 *
 * acme.useSqlObject(ArticleDao.class, dao -> dao.auditTrail(id).list(20).forEach(System.out::println));
 * }</pre>
 *
 * <p>It works where a session of Holdfast attached it, as {@link SoftDeletes} does; elsewhere each call throws {@link
 * dev.holdfast.error.TransactionRequiredException}. Reads end with the transaction. Used by its thread.
 *
 * @param <ID> the primary key, without the tenant: its value, or for a key of several columns a record with a component for each
 */
public interface AuditTrail<ID> extends SqlObject {

    /** Begins a read of what became of one row, under all keys that it had. */
    default AuditRead auditTrail(ID id) {
        return AuditTrailDao.of(this).trail(id);
    }

    /** Begins a read of what became of the table's rows. */
    default AuditRead auditTrail() {
        return AuditTrailDao.of(this).trail();
    }

    /** Begins to revert one change. */
    @CheckReturnValue
    default BoundRevert reverting(AuditEntry entry) {
        return AuditTrailDao.of(this).reverting(entry);
    }
}
