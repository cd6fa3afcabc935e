package dev.holdfast.sql;

import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import java.time.Instant;

/**
 * When a statement reads the tables that have a history: an instant, or what a snapshot saw. Implementations are immutable,
 * and equal where they are the same moment.
 */
public interface Moment {

    /**
     * Writes the condition that is true for the versions that were there by then; the last one of them in the order of their
     * sequence is what the row was.
     *
     * @param version the name by which the statement calls the versions, as it is written
     */
    void writeKnown(String version, SqlWriter out);

    /**
     * Writes what is true, or fails the statement where a table's history can't tell of this moment.
     *
     * @param relation the table, as SQL of the type {@code regclass}
     */
    void writeCheck(String relation, SqlWriter out);

    /**
     * Whether a version that is found is the right one without the check, which then has to be made only where none is found;
     * false unless an implementation says otherwise.
     */
    default boolean isCheckedWhereNone() {
        return false;
    }

    /**
     * Writes the check for a place that is seldom reached: what costs least until then.
     *
     * @param relation as for {@link #writeCheck}
     */
    default void writeSeldomCheck(String relation, SqlWriter out) {
        writeCheck(relation, out);
    }

    /**
     * A time. What was recorded at that time counts, by the server's clock; so a transaction that was under way then and
     * committed later belongs to it from that on.
     */
    static Moment at(Instant time) {
        Parameter parameter = Values.required(SqlTypes.TIMESTAMPTZ, "asOf", time);
        return new AtInstant(time, parameter);
    }
}
