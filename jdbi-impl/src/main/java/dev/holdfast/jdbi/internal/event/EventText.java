package dev.holdfast.jdbi.internal.event;

/** What a text depends on: two that are equal make the same text, so that it is made once. */
interface EventText {

    FixedSql make();
}
