package dev.holdfast.jdbi.internal.session;

/** A setting of PostgreSQL's, for a transaction. */
record Setting(String name, String value) {

    boolean isEmpty() {
        return value.isEmpty();
    }
}
