package dev.holdfast.jdbi.internal.audit.sqlobject;

import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.AuditRead;
import dev.holdfast.audit.BoundRevert;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.AuditTrail;
import dev.holdfast.jdbi.internal.table.AttachedDao;

/** The engine behind an {@link AuditTrail}. Made for each call. */
public final class AuditTrailDao {

    private final AttachedDao dao;

    private AuditTrailDao(AttachedDao dao) {
        this.dao = dao;
    }

    public static AuditTrailDao of(AuditTrail<?> object) {
        return new AuditTrailDao(AttachedDao.of(object, AuditTrail.class));
    }

    public AuditRead trail(Object id) {
        return dao.tx()
                .audit()
                .of(dao.table(), dao.key(Required.given("auditTrail", id)).toArray());
    }

    public AuditRead trail() {
        return dao.tx().audit().of(dao.table());
    }

    public BoundRevert reverting(AuditEntry entry) {
        return dao.tx().audit().reverting(entry);
    }
}
