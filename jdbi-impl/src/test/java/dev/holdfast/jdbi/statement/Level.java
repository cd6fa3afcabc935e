package dev.holdfast.jdbi.statement;

/** An enum whose labels in PostgreSQL aren't its constants' names. */
enum Level {
    LOW("it's low"),
    HIGH("<high> & more");

    private final String label;

    Level(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
