package dev.holdfast.sql;

import dev.holdfast.internal.Parameter;
import java.time.Instant;

/** A time, by the clock of the server that recorded the versions. */
record AtInstant(Instant time, Parameter parameter) implements Moment {

    @Override
    public void writeKnown(String version, SqlWriter out) {
        out.append(version).append(".holdfast_at <= ").parameter(parameter);
    }

    /** The function is called where it will refuse: a call costs as much as the read of a row. */
    @Override
    public void writeCheck(String relation, SqlWriter out) {
        out.append("coalesce((select recorded.historical_since <= ").parameter(parameter);
        out.append(" and not exists (select from holdfast.recorded_since as kept where kept.since > ")
                .parameter(parameter);
        out.append(") or null from holdfast.recorded_tables as recorded where recorded.relation = " + relation
                + " and recorded.historical), ");
        writeSeldomCheck(relation, out);
        out.append(")");
    }

    /** Versions are deleted from a key's beginning, so that one which is found has none after it that is missing. */
    @Override
    public boolean isCheckedWhereNone() {
        return true;
    }

    @Override
    public void writeSeldomCheck(String relation, SqlWriter out) {
        out.append("holdfast.is_in_history(" + relation + ", ")
                .parameter(parameter)
                .append(")");
    }

    @Override
    public String toString() {
        return time.toString();
    }
}
