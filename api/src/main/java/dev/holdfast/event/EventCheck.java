package dev.holdfast.event;

import dev.holdfast.doctor.Check;

/** What the doctor looks for in the event store. */
public enum EventCheck implements Check {
    /** The event store isn't there, or the application can't use it. */
    EVENTS_UNUSABLE,
    /** The event store lacks a guard: a fence between tenants, a trigger, or it lets events be changed. */
    EVENTS_UNGUARDED,
    /** The sequence of positions would let readers pass by events, or give positions out twice. */
    EVENT_POSITIONS_UNSAFE,
    /** The event store lacks an index. */
    EVENT_INDEX_MISSING,
    /** A transaction that has appended is open for long, and all readers in order wait for it. */
    EVENT_READERS_HELD,
    /** A session holds the advisory locks of appenders exclusively, so that readers in order wait for each appender. */
    EVENT_KEYS_HELD,
    /** Appends wait for long for a stream that another transaction has changed. */
    EVENT_APPENDS_WAIT,
    /** Commits don't wait for the disk, by what is set for the application's role, the database or the server. */
    EVENT_COMMITS_UNSAFE,
    /** Streams are long, and no snapshot is near their end. */
    SNAPSHOTS_DUE
}
