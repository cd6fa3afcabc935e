package dev.holdfast.changelog;

import dev.holdfast.table.Audited;
import dev.holdfast.table.Auditing;
import dev.holdfast.table.Table;

/** The changes that have a table's changes recorded in the audit log. */
public final class AuditChanges {

    private AuditChanges() {}

    /**
     * Has a table's changes recorded, as it declares.
     *
     * @param table an {@link Audited} one
     */
    public static Change enableAudit(Table table) {
        Auditing auditing = ((Audited) table).auditing();
        return Attributes.withTenant(Attributes.ofTable("holdfast:enableAudit", table), table)
                .with("logicalName", auditing.logicalName())
                .with("includeColumns", auditing.included() == null ? null : Attributes.names(auditing.included()))
                .with("excludeColumns", auditing.excluded().isEmpty() ? null : Attributes.names(auditing.excluded()))
                .with("wholeCopies", auditing.hasWholeCopies() ? "true" : null)
                .with("recordNoOps", auditing.hasNoOps() ? "true" : null)
                .with("requireActor", auditing.needsActor() ? "true" : null);
    }

    /** What an audited table has besides. */
    static void write(Table table, ChangelogXml xml) {
        if (table.isAudited()) {
            xml.open(table.qualifiedName() + " audited");
            xml.add(enableAudit(table));
            xml.close();
        }
    }
}
