package dev.holdfast.history;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.Moment;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot saw: reads as of it give the same each time, whatever commits later. Its text can be kept and sent, as
 * {@link #toString} gives it and {@link #parse} takes it; a URL carries it as it is.
 *
 * <p>It is of the cluster alone where it was made, and of its replicas: another one, be it restored from a dump, refuses it
 * ({@link dev.holdfast.error.SnapshotTokenException}), since it counts transactions otherwise. It says nothing of a tenant and is
 * no secret, but whoever has it learns how many changes there were.
 *
 * <p>Immutable; equal where the texts are.
 */
public final class SnapshotToken implements Moment {

    private static final Pattern TEXT =
            Pattern.compile("-?[0-9]{1,19}:([0-9]{1,18}):([0-9]{1,18}):[0-9]{1,20}:[0-9]{1,20}:[0-9,]*");

    private final String text;
    private final Parameter token;
    private final Parameter sequence;
    private final Parameter epoch;

    private SnapshotToken(String text, long sequence, long epoch) {
        this.text = text;
        this.token = Values.required(SqlTypes.TEXT, "asOf", text);
        this.sequence = Values.required(SqlTypes.BIGINT, "asOf", sequence);
        this.epoch = Values.required(SqlTypes.BIGINT, "asOf", epoch);
    }

    /**
     * The token of a text.
     *
     * @throws InvalidValueException where it can't be one; whether it is one of this cluster, the statement tells that uses it
     */
    public static SnapshotToken parse(String text) {
        Matcher matcher = TEXT.matcher(Required.given("parse", text));
        if (!matcher.matches()) {
            throw new InvalidValueException(
                    "A snapshot token", "has another form", "take one from history().token() as it is");
        }
        return new SnapshotToken(text, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    /** What was recorded by then has no higher sequence; and of that, what the snapshot saw, or what is older than the cluster. */
    @Override
    public void writeKnown(String version, SqlWriter out) {
        out.append(version).append(".holdfast_sequence <= ").parameter(sequence);
        out.append(" and (" + version + ".holdfast_sequence <= ").parameter(epoch);
        out.append(" or pg_visible_in_snapshot(" + version + ".holdfast_transaction, (select holdfast.token_snapshot(");
        out.parameter(token).append("))))");
    }

    @Override
    public void writeCheck(String relation, SqlWriter out) {
        out.append("holdfast.is_in_history_of_token(" + relation + ", ")
                .parameter(token)
                .append(")");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SnapshotToken token && token.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text, for {@link #parse}. */
    @Override
    public String toString() {
        return text;
    }
}
