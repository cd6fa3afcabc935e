package dev.holdfast;

/** How much a transaction sees of others. */
public enum Isolation {
    /** Each statement sees what was committed when it began. PostgreSQL's default. */
    READ_COMMITTED("read committed"),
    /** All statements see what was committed when the first began; a lost race is a serialization failure. */
    REPEATABLE_READ("repeatable read"),
    /** As if transactions ran one after another; what can't be is a serialization failure. */
    SERIALIZABLE("serializable");

    private final String sql;

    Isolation(String sql) {
        this.sql = sql;
    }

    /** As SQL says it. */
    public String sql() {
        return sql;
    }
}
