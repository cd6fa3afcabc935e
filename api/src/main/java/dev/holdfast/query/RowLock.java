package dev.holdfast.query;

/** Row locks of a select, and what to do with rows that others have locked. */
enum RowLock {
    UPDATE(" for update", ""),
    UPDATE_SKIP_LOCKED(" for update", " skip locked"),
    UPDATE_NOWAIT(" for update", " nowait"),
    SHARE(" for share", "");

    private final String strength;
    private final String waiting;

    RowLock(String strength, String waiting) {
        this.strength = strength;
        this.waiting = waiting;
    }

    String strength() {
        return strength;
    }

    /** What to do with rows that others have locked. */
    String waiting() {
        return waiting;
    }
}
