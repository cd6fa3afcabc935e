package dev.holdfast.audit;

import java.util.List;

/** Runs what is asked of a session's audit log. Of the session's thread-safety: a scope's is thread-safe, a transaction's not. */
public interface AuditRunner {

    /** Entries, in the order of the query. */
    List<AuditEntry> entries(AuditQuery query);

    /** Change sets, in the order of the query. */
    List<ChangeSet> changeSets(ChangeSetsQuery query);

    /** Reverts, or tells what would come of it. */
    RevertResult revert(Revert revert);
}
