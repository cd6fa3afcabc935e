package dev.holdfast.sql;

import dev.holdfast.internal.Parameter;
import java.time.Instant;

/** A time, by the clock of the server that recorded the versions. */
record AtInstant(Instant time, Parameter parameter) implements Moment {

    @Override
    public void writeKnown(String version, SqlWriter out) {
        out.append(version).append(".holdfast_at <= ").parameter(parameter);
    }

    @Override
    public void writeCheck(String relation, SqlWriter out) {
        out.append("holdfast.is_in_history(" + relation + ", ")
                .parameter(parameter)
                .append(")");
    }

    @Override
    public String toString() {
        return time.toString();
    }
}
