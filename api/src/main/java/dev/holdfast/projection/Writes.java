package dev.holdfast.projection;

import dev.holdfast.query.Mutation;

/** Takes what is to be written for an event. For the thread and the time of the handler's call. */
public interface Writes {

    /**
     * Has an insert, update or delete run, whatever number of rows it writes.
     *
     * @param mutation {@code Insert.into(T)…}, {@code Update.table(T)…}, {@code Delete.from(T)…}, or {@code PlainStatement.of(…)}
     */
    void add(Mutation mutation);

    /** As {@link #add}; where it doesn't write exactly one row, that is the event's failure, and its stream is parked. */
    void addOne(Mutation mutation);
}
