package dev.holdfast.cqrs;

import dev.holdfast.event.Position;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.query.Query;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL is told and asked of commands: the statements. */
final class HandledCommands {

    /** How many are forgotten in a transaction. */
    static final int BATCH = 10_000;

    private static final Selectable<@Nullable String> OUTCOME =
            PlainSql.expression(SqlTypes.TEXT, "outcome", "outcome");
    private static final Selectable<@Nullable Long> POSITION =
            PlainSql.expression(SqlTypes.BIGINT, "position", "position");
    private static final Selectable<@Nullable Long> FORGOTTEN =
            PlainSql.expression(SqlTypes.BIGINT, "forgotten", "forget_commands");

    private static final Query<Position> APPENDED = new FunctionCall<>(
            "select holdfast.appended_position()", List.of(), List.of(POSITION), true, HandledCommands::position);

    private HandledCommands() {}

    /**
     * What was found of a command's id.
     *
     * @param outcome begun, handled or reused
     */
    record Begun(String outcome, @Nullable Object result, Position position) {}

    /** What was kept of a command. */
    record Kept(@Nullable Object result, Position position) {}

    /** The last position that the transaction appended. */
    static Query<Position> appended() {
        return APPENDED;
    }

    static Query<Begun> begin(UUID commandId, Object command, Class<?> type, ResultType result) {
        Selectable<?> column = result("result", result.json());
        return new FunctionCall<>(
                "select outcome, result, position from holdfast.begin_command(command_id => %, command => %, content => %)",
                List.of(
                        id(commandId),
                        text(type.getName()),
                        json(SqlTypes.jsonb(type), "The command " + Names.of(type), command)),
                List.of(OUTCOME, column, POSITION),
                true,
                row -> new Begun(String.valueOf(row.get(OUTCOME)), row.getOrNull(column), position(row)));
    }

    static Query<Kept> finish(UUID commandId, @Nullable Object value, Class<?> type, ResultType result) {
        SqlType<?> json = result.json();
        Selectable<?> column = result("kept", json);
        return new FunctionCall<>(
                "select kept, position from holdfast.finish_command(command_id => %, result => %)",
                List.of(id(commandId), json(json, "The result of " + Names.of(type), value)),
                List.of(column, POSITION),
                true,
                row -> new Kept(row.getOrNull(column), position(row)));
    }

    static Query<Long> forget(Instant before) {
        return new FunctionCall<>(
                "select holdfast.forget_commands(before => %, most => " + BATCH + ")",
                List.of(Values.required(SqlTypes.TIMESTAMPTZ, "before", before)),
                List.of(FORGOTTEN),
                true,
                row -> {
                    Long forgotten = row.get(FORGOTTEN);
                    return forgotten == null ? 0L : forgotten;
                });
    }

    /** A row where an event of the session's tenant has a position, and is to be seen here. */
    static Query<Position> event(Position position) {
        Parameter at = Values.required(SqlTypes.BIGINT, "position", position.value());
        return new FunctionCall<>(
                "select e.position from holdfast.events as e where e.position = %"
                        + " union all select e.position from holdfast.archived_events as e where e.position = %",
                List.of(at, at), List.of(POSITION), false, HandledCommands::position);
    }

    private static Position position(Row row) {
        Long value = row.get(POSITION);
        return value == null ? Position.START : new Position(value);
    }

    private static Selectable<?> result(String name, SqlType<?> json) {
        return PlainSql.expression(json, name, name);
    }

    private static Parameter id(UUID commandId) {
        return Values.required(SqlTypes.UUID, "commandId", commandId);
    }

    private static Parameter text(String name) {
        return Values.required(SqlTypes.TEXT, "command", name);
    }

    private static Parameter json(SqlType<?> type, String label, @Nullable Object value) {
        return Values.optional(type, label, value);
    }
}
