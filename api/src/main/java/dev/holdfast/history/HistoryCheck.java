package dev.holdfast.history;

import dev.holdfast.doctor.Check;

/** What the doctor looks for in tables' histories; what records them is among {@link dev.holdfast.audit.AuditCheck}. */
public enum HistoryCheck implements Check {
    /** A table that is declared as historical has no history. */
    HISTORY_MISSING,
    /** A table has a history, and isn't declared as historical. */
    HISTORY_UNDECLARED,
    /** A table's versions, or what shows them, aren't what they would be by its columns now. */
    HISTORY_STALE,
    /** A table's versions can be written, changed or read by whom they mustn't. */
    HISTORY_UNGUARDED
}
